// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#ifdef __linux__  // for FICLONE, which other systems lack
#include <linux/fs.h>
#include <sys/ioctl.h>
#elif defined(__APPLE__)
#include <sys/clonefile.h>
#endif
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "buildstd/base/fs.hpp"

namespace buildstd::fs {

const char path_list_separator = ':';

namespace {

std::int64_t nanoseconds(const struct ::timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

FileStamp stamp_of(const struct ::stat& status) {
#ifdef __APPLE__  // the fields have other names, nothing else differs
  const auto& modified = status.st_mtimespec;
  const auto& changed = status.st_ctimespec;
#else
  const auto& modified = status.st_mtim;
  const auto& changed = status.st_ctim;
#endif
  return {static_cast<std::uint64_t>(status.st_size), nanoseconds(modified), status.st_ino, nanoseconds(changed)};
}

std::unexpected<Error> lock_failure(const Path& path) {
  return fail(
      Error(fmt::format("failed to lock `{}`", path.string())).caused_by(std::generic_category().message(errno)));
}

int flock_retrying(int handle, int operation) {
  int status = 0;
  do {
    status = ::flock(handle, operation);
  } while (status != 0 && errno == EINTR);
  return status;
}

Result<int> open_lock(const Path& path) {
  const int handle = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (handle < 0) return lock_failure(path);
  return handle;
}

}  // namespace

std::optional<FileStamp> stamp(const Path& path) {
  struct ::stat status{};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return stamp_of(status);
}

Folder::Folder(const std::string& path) : handle_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}

Folder::~Folder() {
  if (handle_ >= 0) ::close(handle_);
}

std::optional<FileStamp> Folder::stamp(const std::string& path) const {
  struct ::stat status{};
  if (handle_ < 0 || ::fstatat(handle_, path.c_str(), &status, 0) != 0) return std::nullopt;
  return stamp_of(status);
}

#ifdef FICLONE
bool reflink(const Path& from, const Path& to) {
  const int source = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) return false;
  struct ::stat status{};
  int target = -1;
  if (::fstat(source, &status) == 0)
    target = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0777U);
  const bool cloned = target >= 0 && ::ioctl(target, FICLONE, source) == 0;
  ::close(source);
  if (target >= 0) ::close(target);
  if (target >= 0 && !cloned) ::unlink(to.c_str());
  return cloned;
}
#elif defined(__APPLE__)
bool reflink(const Path& from, const Path& to) { return ::clonefile(from.c_str(), to.c_str(), 0) == 0; }
#else
bool reflink(const Path& /*from*/, const Path& /*to*/) { return false; }
#endif

Result<void> create_private_directories(const Path& path) {
  if (fs::is_directory(path)) return {};
  if (path.has_parent_path() && path.parent_path() != path) BUILDSTD_CHECK(fs::create_directories(path.parent_path()));
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return fail(Error(fmt::format("failed to create directory `{}`", path.string()))
                  .caused_by(std::generic_category().message(errno)));
}

bool is_own(const Path& path) {
  struct ::stat status{};
  if (::lstat(path.c_str(), &status) != 0 || S_ISLNK(status.st_mode)) return false;
  return status.st_uid == ::geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

std::optional<Path> writable_by_others(const Path& path) {
  for (auto directory = fs::canonical(path); directory != directory.parent_path();) {
    directory = directory.parent_path();
    struct ::stat status{};
    if (::stat(directory.c_str(), &status) != 0) return directory;
    const bool trusted_owner = status.st_uid == 0 || status.st_uid == ::geteuid();
    const bool others_write = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    const bool sticky = (status.st_mode & S_ISVTX) != 0;  // then only owners remove and rename
    if (!trusted_owner || (others_write && !sticky)) return directory;
  }
  return std::nullopt;
}

void touch(const Path& path) { ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0); }

bool name_matches(const std::string& name, const std::string& pattern) {
  return ::fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0;
}

bool is_executable(const Path& path) { return is_file(path) && ::access(path.c_str(), X_OK) == 0; }

long process_id() { return ::getpid(); }

Result<FileLock> FileLock::try_acquire(const Path& path) {
  BUILDSTD_TRY(const int handle, open_lock(path));
  if (flock_retrying(handle, LOCK_EX | LOCK_NB) == 0) return FileLock(handle);
  const bool busy = errno == EWOULDBLOCK;
  auto error = lock_failure(path);
  ::close(handle);
  if (busy) return FileLock(-1);
  return error;
}

Result<FileLock> FileLock::wait(const Path& path) {
  BUILDSTD_TRY(const int handle, open_lock(path));
  if (flock_retrying(handle, LOCK_EX) == 0) return FileLock(handle);
  auto error = lock_failure(path);
  ::close(handle);
  return error;
}

FileLock::~FileLock() {
  if (handle_ >= 0) ::close(handle_);
}

}  // namespace buildstd::fs
