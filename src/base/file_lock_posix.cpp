// SPDX-License-Identifier: MIT
#include "buildstd/base/file_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "buildstd/base/trusted_directory.hpp"

namespace buildstd::fs {

namespace {

/// A lock's file, by a name in a directory.
struct LockFile {
  int directory;
  std::string name;
  Path path;  ///< for messages
  int flags;

  [[nodiscard]] std::unexpected<Error> failure() const { return fs::failure("lock", path, last_error()); }

  [[nodiscard]] Result<Descriptor> open() const {
    constexpr int always = O_RDWR | O_CREAT | O_NONBLOCK | O_CLOEXEC;
    Descriptor file(retrying([&] { return ::openat(directory, name.c_str(), always | flags, 0644); }));
    if (!file.is_open()) return failure();
    return file;
  }
};

// As Cargo (util/flock.rs, `error_unsupported`); ENOLCK: NFS without its lock daemon.
bool is_unsupported(int error) { return error == ENOSYS || error == EOPNOTSUPP || error == ENOLCK; }

// By who held the lock: then somebody else may have made another by now.
bool is_removed(const Descriptor& file) {
  struct ::stat status{};
  return ::fstat(file.get(), &status) == 0 && status.st_nlink == 0;
}

// The open file, locked; a closed one where the file system has no locks; nothing where another process holds it and
// `operation` says not to wait.
Result<std::optional<Descriptor>> lock_once(const LockFile& lock_file, int operation) {
  for (;;) {
    BUILDSTD_TRY(auto file, lock_file.open());
    if (retrying([&] { return ::flock(file.get(), operation); }) != 0) {
      if (errno == EWOULDBLOCK) return std::nullopt;
      if (is_unsupported(errno)) return Descriptor();
      return lock_file.failure();
    }
    if (!is_removed(file)) return file;
  }
}

Result<Descriptor> lock(const LockFile& lock_file, const std::function<void()>& waiting, int operation) {
  BUILDSTD_TRY(auto locked, lock_once(lock_file, operation | LOCK_NB));
  if (!locked) {
    waiting();
    BUILDSTD_TRY(locked, lock_once(lock_file, operation));
  }
  return locked ? *std::move(locked) : Descriptor();
}

int operation_of(FileLock::Kind kind) { return kind == FileLock::Kind::shared ? LOCK_SH : LOCK_EX; }

}  // namespace

Result<FileLock> FileLock::acquire(const Path& file, const std::function<void()>& waiting, Kind kind) {
  BUILDSTD_TRY(auto locked, lock({AT_FDCWD, file.string(), file, 0}, waiting, operation_of(kind)));
  return FileLock(locked.release());
}

Result<FileLock> FileLock::acquire(const TrustedDirectory& directory, const std::string& name,
                                   const std::function<void()>& waiting, Kind kind) {
  BUILDSTD_TRY(auto locked,
               lock({directory.handle(), name, directory.path() / name, O_NOFOLLOW}, waiting, operation_of(kind)));
  return FileLock(locked.release());
}

Result<std::optional<FileLock>> FileLock::try_acquire(const TrustedDirectory& directory, const std::string& name) {
  BUILDSTD_TRY(auto locked,
               lock_once({directory.handle(), name, directory.path() / name, O_NOFOLLOW}, LOCK_EX | LOCK_NB));
  if (!locked) return std::nullopt;
  return FileLock(locked->release());
}

FileLock::FileLock(FileLock&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

FileLock::~FileLock() {
  if (handle_ >= 0) ::close(handle_);
}

}  // namespace buildstd::fs
