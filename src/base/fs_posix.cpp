// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <sys/random.h>
#include <sys/stat.h>
#ifdef __linux__
#include <linux/fs.h>
#include <sys/syscall.h>
#endif
#include <unistd.h>

#include <cstdint>

#include "base/descriptor.hpp"
#include "base/fs_parts.hpp"

namespace buildstd::fs {

const char path_list_separator = ':';

namespace {

bool exchange(const Path& one, const Path& other) {
#if defined(__linux__) && defined(RENAME_EXCHANGE)
  return ::syscall(SYS_renameat2, AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0;
#elif defined(RENAME_SWAP)
  return ::renamex_np(one.c_str(), other.c_str(), RENAME_SWAP) == 0;
#else
  return false;
#endif
}

bool is_there(const Path& path) {
  struct ::stat status{};
  return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace

std::optional<FileState> file_state(const Path& path) {
  struct ::stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return state_of(status);
}

Result<std::string> read(const Path& path, std::uint64_t limit) {
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(AT_FDCWD, path.c_str(), 0, path, status));
  return read_rest(file, static_cast<std::uint64_t>(status.st_size), limit, path);
}

Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t size) {
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(AT_FDCWD, path.c_str(), 0, path, status));
  if (::lseek(file.get(), static_cast<::off_t>(offset), SEEK_SET) < 0) return failure("read", path, last_error());
  return read_rest(file, size, size, path);
}

Result<void> read_pieces(const Path& path, const std::function<void(std::string_view)>& take) {
  constexpr std::size_t piece = 1U << 18;
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(AT_FDCWD, path.c_str(), 0, path, status));
  std::vector<char> buffer(piece);
  for (;;) {
    const auto count = retrying([&] { return ::read(file.get(), buffer.data(), buffer.size()); });
    if (count < 0) return failure("read", path, last_error());
    if (count == 0) return {};
    take({buffer.data(), static_cast<std::size_t>(count)});
  }
}

std::string unique_name() {
  std::uint64_t number = 0;
  // Fails only where it is asked for more than 256 bytes, or the kernel is older than this program's C library allows.
  while (::getentropy(&number, sizeof number) != 0) continue;
  return fmt::format("{:016x}", number);
}

Result<void> write_new(const Path& path, std::string_view content, const Path& named, unsigned mode) {
  BUILDSTD_TRY(auto file, create_new(AT_FDCWD, path.c_str(), mode, named));
  BUILDSTD_CHECK(write_all(file, content, named));
  if (const auto code = file.close()) return failure("write", named, code);
  return {};
}

std::error_code make_directories(const Path& path) {
  struct ::stat status{};
  if (::stat(path.c_str(), &status) == 0)
    return S_ISDIR(status.st_mode) ? std::error_code() : std::make_error_code(std::errc::not_a_directory);
  if (errno != ENOENT) return last_error();
  if (path.has_parent_path() && path.parent_path() != path) {
    if (const auto code = make_directories(path.parent_path())) return code;
  }
  if (retrying([&] { return ::mkdir(path.c_str(), 0755); }) == 0) return {};
  const auto code = last_error();
  return fs::is_directory(path) ? std::error_code() : code;  // somebody else was faster
}

Result<void> replace_directory(const Path& from, const Path& to) {
  if (!is_there(to)) return fs::rename(from, to);
  if (exchange(from, to)) return fs::remove_all(from);
  BUILDSTD_CHECK(fs::remove_all(to));
  return fs::rename(from, to);
}

bool name_matches(const std::string& name, const std::string& pattern) {
  return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0;
}

bool is_executable(const Path& path) { return is_file(path) && ::access(path.c_str(), X_OK) == 0; }

}  // namespace buildstd::fs
