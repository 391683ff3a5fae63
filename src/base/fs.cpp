// SPDX-License-Identifier: MIT
#include "buildstd/base/fs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <fstream>
#include <system_error>
#include <utility>

#include "buildstd/base/text.hpp"

namespace buildstd::fs {

namespace {

namespace stdfs = std::filesystem;

std::unexpected<Error> failure(std::string_view verb, const Path& path, const std::error_code& code) {
  auto error = Error(fmt::format("failed to {} `{}`", verb, path.string())).caused_by(code.message());
  if (code == std::errc::no_space_on_device)
    error = std::move(error).help("free some space on this file system, then run the same command again");
  return fail(std::move(error));
}

std::error_code last_error() { return {errno, std::generic_category()}; }

Result<void> write_whole(const Path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return failure("write", path, last_error());
  return {};
}

}  // namespace

std::string stamp_text(const std::optional<FileStamp>& stamp) {
  return stamp ? fmt::format("{}:{}:{}", stamp->size, stamp->modified_ns, stamp->inode) : "-";
}

Result<std::optional<FileStamp>> parse_stamp(std::string_view text) {
  if (text == "-") return std::nullopt;
  const auto number = [](std::string_view digits, auto& value) {
    const auto* const end = digits.data() + digits.size();
    const auto [at, error] = std::from_chars(digits.data(), end, value);
    return error == std::errc() && at == end;
  };
  const auto first = text.find(':');
  const auto second = first == std::string_view::npos ? first : text.find(':', first + 1);
  FileStamp stamp;
  if (second == std::string_view::npos || !number(text.substr(0, first), stamp.size) ||
      !number(text.substr(first + 1, second - first - 1), stamp.modified_ns) ||
      !number(text.substr(second + 1), stamp.inode))
    return fail(Error("not the stamp of a file"));
  return stamp;
}

bool exists(const Path& path) {
  std::error_code code;
  return stdfs::exists(path, code);
}
bool is_file(const Path& path) {
  std::error_code code;
  return stdfs::is_regular_file(path, code);
}
bool is_directory(const Path& path) {
  std::error_code code;
  return stdfs::is_directory(path, code);
}

namespace {

Result<void> check_regular(const Path& path) {
  std::error_code code;
  const auto status = stdfs::status(path, code);
  if (code) return failure("read", path, code);
  if (stdfs::is_regular_file(status)) return {};
  return fail(Error(fmt::format("failed to read `{}`", path.string())).caused_by("it is not a regular file"));
}

}  // namespace

Result<std::string> read(const Path& path, std::uint64_t limit) {
  BUILDSTD_CHECK(check_regular(path));
  std::error_code code;
  const auto size = stdfs::file_size(path, code);
  if (code) return failure("read", path, code);
  if (size > limit) {
    return fail(Error(fmt::format("failed to read `{}`", path.string()))
                    .caused_by(fmt::format("the file has {} bytes, more than the {} that are read", size, limit)));
  }
  return read_part(path, 0, size);
}

Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t size) {
  BUILDSTD_CHECK(check_regular(path));
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  std::string content(size, '\0');
  file.read(content.data(), static_cast<std::streamsize>(size));
  if (!file && !file.eof()) return failure("read", path, last_error());
  content.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  return content;
}

namespace {

// Beside `path`, renamed over it.
template <class Make>
Result<void> put_in_place(const Path& path, Make&& make) {
  static std::atomic<unsigned> serial = 0;  // two threads of one process may write the same file
  auto temporary = path;
  temporary += fmt::format(".tmp-{}-{}", process_id(), serial++);
  Result<void> made = make(temporary);
  if (made) made = fs::rename(temporary, path);
  if (!made) {
    std::error_code ignored;
    stdfs::remove(temporary, ignored);
  }
  return made;
}

Result<void> copy_bytes(const Path& from, const Path& to) {
  std::error_code code;
  stdfs::copy_file(from, to, stdfs::copy_options::overwrite_existing, code);
  if (code) return failure("copy", from, code);
  return {};
}

}  // namespace

Result<void> write_atomically(const Path& path, std::string_view content) {
  return put_in_place(path, [&](const Path& temporary) { return write_whole(temporary, content); });
}

Result<void> copy_atomically(const Path& from, const Path& to) {
  return put_in_place(to, [&](const Path& temporary) -> Result<void> {
    if (!reflink(from, temporary)) BUILDSTD_CHECK(copy_bytes(from, temporary));
    std::error_code code;
    stdfs::permissions(temporary, stdfs::perms::owner_write, stdfs::perm_options::add, code);
    if (code) return failure("make writable", temporary, code);
    return {};
  });
}

Result<void> write_program(const Path& path, std::string_view content) {
  BUILDSTD_CHECK(write_atomically(path, content));
  std::error_code code;
  using enum stdfs::perms;
  stdfs::permissions(path, owner_all | group_read | group_exec | others_read | others_exec, code);
  if (code) return failure("make a program of", path, code);
  return {};
}

Result<void> create_directories(const Path& path) {
  std::error_code code;
  stdfs::create_directories(path, code);
  if (!code) return {};
  auto error = Error(fmt::format("failed to create directory `{}`", path.string())).caused_by(code.message());
  if (code == std::errc::permission_denied || code == std::errc::read_only_file_system) {
    error = std::move(error).help("choose a directory you can write to with `--target-dir DIR` or `CARGO_TARGET_DIR`");
  }
  return fail(std::move(error));
}

Result<void> remove_all(const Path& path) {
  std::error_code code;
  stdfs::remove_all(path, code);
  if (code) return failure("remove", path, code);
  return {};
}

Result<void> remove_empty_directory(const Path& path) {
  std::error_code code;
  stdfs::remove(path, code);
  if (code) return failure("remove", path, code);
  return {};
}

Result<void> rename(const Path& from, const Path& to) {
  std::error_code code;
  stdfs::rename(from, to, code);
  if (code) return failure("rename", from, code);
  return {};
}

Result<void> symlink(const Path& target, const Path& link) {
  std::error_code code;
  if (fs::is_directory(target)) {
    stdfs::create_directory_symlink(target, link, code);
  } else {
    stdfs::create_symlink(target, link, code);
  }
  if (code) return failure("create the link", link, code);
  return {};
}

Result<void> share(const Path& from, const Path& to) {
  if (reflink(from, to)) return {};
  std::error_code code;
  stdfs::create_hard_link(from, to, code);
  return code ? copy_bytes(from, to) : Result<void>();
}

Result<void> make_read_only(const Path& path) {
  std::error_code code;
  using stdfs::perms;
  stdfs::permissions(path, perms::owner_write | perms::group_write | perms::others_write, stdfs::perm_options::remove,
                     code);
  if (code) return failure("change the permissions of", path, code);
  return {};
}

Result<std::vector<std::string>> list(const Path& directory) {
  std::error_code code;
  std::vector<std::string> names;
  for (stdfs::directory_iterator entry(directory, code), end; !code && entry != end; entry.increment(code)) {
    names.push_back(entry->path().filename().string());
  }
  if (code) return failure("read directory", directory, code);
  std::ranges::sort(names);
  return names;
}

Result<std::vector<Path>> list_recursively(const Path& directory) {
  std::error_code code;
  std::vector<std::string> names;
  auto entered = directory;  // what could not be read, if something cannot
  const auto prefix = (directory / "").native().size();
  for (stdfs::recursive_directory_iterator entry(directory, code), end; !code && entry != end; entry.increment(code)) {
    if (entry->is_directory(code)) entered = entry->path();
    if (entry->is_regular_file(code) && !entry->is_symlink(code))
      names.push_back(entry->path().native().substr(prefix));
  }
  if (code) return failure("read directory", entered, code);
  std::ranges::sort(names);
  return std::vector<Path>(names.begin(), names.end());
}

Path canonical(const Path& path) {
  std::error_code code;
  auto resolved = stdfs::canonical(path, code);
  return code ? path : resolved;
}

Path absolute(const Path& path, const Path& base) {
  auto normal = (path.is_absolute() ? path : base / path).lexically_normal();
  return normal.has_filename() || normal == normal.root_path() ? normal : normal.parent_path();
}

FileLock::FileLock(FileLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

std::optional<Path> find_program(std::string_view program, std::string_view path_variable, const Path& cwd) {
  const Path name(program);
  if (name.has_parent_path()) {
    auto path = absolute(name, cwd);
    if (is_executable(path)) return path;
    return std::nullopt;
  }
  for (const auto& directory : text::split(path_variable, path_list_separator)) {
    auto path = absolute(Path(directory) / name, cwd);
    if (is_executable(path)) return path;
  }
  return std::nullopt;
}

}  // namespace buildstd::fs
