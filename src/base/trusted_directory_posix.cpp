// SPDX-License-Identifier: MIT
#include "buildstd/base/trusted_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/trusted_path.hpp"

namespace buildstd::fs {

namespace {

// Whether the file system keeps permissions at all; CIFS, FAT and Windows's drives in Linux may not.
bool keeps_permissions(const Descriptor& directory) {
  const auto name = fmt::format("{}{}", TrustedDirectory::temporary_prefix, unique_name());
  const auto file = create_new(directory.get(), name.c_str(), S_IRUSR | S_IWUSR, name);
  if (!file) return true;
  struct ::stat status{};
  const bool kept = ::fstat(file->get(), &status) != 0 || (status.st_mode & others_write) == 0;
  ::unlinkat(directory.get(), name.c_str(), 0);
  return kept;
}

}  // namespace

Result<TrustedDirectory> TrustedDirectory::open(const Path& path, const std::optional<Path>& create_below) {
  BUILDSTD_TRY(auto followed, follow_trusted_path(path, create_below));
  return TrustedDirectory(followed.directory.release(), std::move(followed.resolved), 0);
}

Result<TrustedDirectory> TrustedDirectory::open_only(const Path& path) {
  BUILDSTD_TRY(auto opened, open_if_there(path));
  if (!opened) return failure("open", path, std::make_error_code(std::errc::no_such_file_or_directory));
  return *std::move(opened);
}

Result<std::optional<TrustedDirectory>> TrustedDirectory::open_if_there(const Path& path) {
  Descriptor opened(retrying([&] { return ::open(path.c_str(), open_for_reaching | O_DIRECTORY); }));
  if (!opened.is_open() && errno == ENOENT) return std::nullopt;
  struct ::stat status{};
  if (!opened.is_open() || ::fstat(opened.get(), &status) != 0) return failure("open", path, last_error());
  const bool is_open_to_others = (status.st_mode & others_write) != 0;
  const unsigned tolerated = is_open_to_others && !keeps_permissions(opened) ? others_write : 0;
  BUILDSTD_CHECK(check_own(status, path, tolerated));
  return TrustedDirectory(opened.release(), path, tolerated);
}

TrustedDirectory::TrustedDirectory(TrustedDirectory&& other) noexcept
    : handle_(std::exchange(other.handle_, -1)), path_(std::move(other.path_)), tolerated_(other.tolerated_) {}

TrustedDirectory& TrustedDirectory::operator=(TrustedDirectory&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(path_, other.path_);
  std::swap(tolerated_, other.tolerated_);
  return *this;
}

TrustedDirectory::~TrustedDirectory() {
  if (handle_ >= 0) ::close(handle_);
}

bool TrustedDirectory::is_in_place() const {
  struct ::stat here{};
  struct ::stat there{};
  return ::fstat(handle_, &here) == 0 && ::stat(path_.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
         here.st_ino == there.st_ino;
}

Result<TrustedDirectory> TrustedDirectory::directory(const std::string& name) const {
  const auto path = path_ / name;
  const auto open = [&] { return ::openat(handle_, name.c_str(), open_for_reaching | O_DIRECTORY | O_NOFOLLOW); };
  Descriptor inner(retrying(open));
  struct ::stat status{};
  if (!inner.is_open() || ::fstat(inner.get(), &status) != 0) return failure("open", path, last_error());
  BUILDSTD_CHECK(check_own(status, path, tolerated_));
  return TrustedDirectory(inner.release(), path, tolerated_);
}

Result<TrustedDirectory> TrustedDirectory::make_directory(const std::string& name) const {
  if (retrying([&] { return ::mkdirat(handle_, name.c_str(), 0755); }) != 0 && errno != EEXIST)
    return failure("create directory", path_ / name, last_error());
  return directory(name);
}

Result<TrustedDirectory> TrustedDirectory::make_unique_directory() const {
  for (;;) {
    const auto name = unique_name();
    if (retrying([&] { return ::mkdirat(handle_, name.c_str(), S_IRWXU); }) == 0) return directory(name);
    if (errno != EEXIST) return failure("create directory", path_ / name, last_error());
  }
}

Result<std::vector<std::string>> TrustedDirectory::list() const {
  std::vector<std::string> names;
  if (const auto code = list_names(handle_, names)) return failure("read directory", path_, code);
  return names;
}

std::optional<FileState> TrustedDirectory::file_state(const std::string& name) const {
  struct ::stat status{};
  if (::fstatat(handle_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return state_of(status);
}

Result<std::string> TrustedDirectory::read(const std::string& name, std::uint64_t limit) const {
  const auto path = path_ / name;
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(handle_, name.c_str(), O_NOFOLLOW, path, status));
  BUILDSTD_CHECK(check_own(status, path, tolerated_));
  return read_rest(file, static_cast<std::uint64_t>(status.st_size), limit, path);
}

Result<void> TrustedDirectory::write(const std::string& name, std::string_view content) const {
  const auto path = path_ / name;
  const auto temporary = fmt::format("{}{}", temporary_prefix, unique_name());
  BUILDSTD_TRY(auto file, create_new(handle_, temporary.c_str(), 0644, path));
  auto written = write_all(file, content, path);
  if (const auto code = file.close(); written && code) written = failure("write", path, code);
  const auto rename = [&] { return ::renameat(handle_, temporary.c_str(), handle_, name.c_str()); };
  if (written && retrying(rename) != 0) written = failure("write", path, last_error());
  if (!written) ::unlinkat(handle_, temporary.c_str(), 0);
  return written;
}

Result<void> TrustedDirectory::check_file(const std::string& name) const {
  struct ::stat status{};
  BUILDSTD_CHECK(open_to_read(handle_, name.c_str(), O_NOFOLLOW, path_ / name, status));
  return check_own(status, path_ / name, tolerated_);
}

Result<void> TrustedDirectory::share_here(const Path& from, const std::string& name) const {
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(AT_FDCWD, from.c_str(), O_NOFOLLOW, from, status));
  const auto read_only = status.st_mode & 0555U;
  return share({file, status, AT_FDCWD, from.c_str(), read_only}, handle_, name.c_str(), path_ / name);
}

Result<void> TrustedDirectory::share_to(const std::string& name, const Path& to) const {
  const auto from = path_ / name;
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(handle_, name.c_str(), O_NOFOLLOW, from, status));
  BUILDSTD_CHECK(check_own(status, from, tolerated_));
  return share({file, status, handle_, name.c_str(), status.st_mode}, AT_FDCWD, to.c_str(), to);
}

Result<void> TrustedDirectory::rename(const std::string& name, const TrustedDirectory& to,
                                      const std::string& to_name) const {
  if (retrying([&] { return ::renameat(handle_, name.c_str(), to.handle_, to_name.c_str()); }) == 0) return {};
  return failure("rename", path_ / name, last_error());
}

Result<void> TrustedDirectory::remove(const std::string& name) const {
  if (const auto code = remove_tree(handle_, name.c_str())) return failure("remove", path_ / name, code);
  return {};
}

void TrustedDirectory::remove_if_empty(const std::string& name) const {
  ::unlinkat(handle_, name.c_str(), AT_REMOVEDIR);
}

void TrustedDirectory::touch(const std::string& name) const {
  ::utimensat(handle_, name.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
}

}  // namespace buildstd::fs
