// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "buildstd/base/fs.hpp"

namespace buildstd::fs {

const char path_list_separator = ':';

namespace {

std::int64_t modified_ns(const struct ::stat& status) {
#ifdef __APPLE__  // the field has another name, nothing else differs
  const auto& time = status.st_mtimespec;
#else
  const auto& time = status.st_mtim;
#endif
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
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
  return FileStamp{static_cast<std::uint64_t>(status.st_size), modified_ns(status), status.st_ino};
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
