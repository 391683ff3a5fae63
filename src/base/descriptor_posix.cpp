// SPDX-License-Identifier: MIT
#include "base/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace buildstd::fs {

namespace {

std::int64_t nanoseconds(const struct ::timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

Descriptor::~Descriptor() {
  if (handle_ >= 0) ::close(handle_);
}

std::error_code Descriptor::close() {
  const int handle = std::exchange(handle_, -1);
  // Interrupted, it is closed all the same (Linux), or it is not known (POSIX): never closed twice.
  if (handle < 0 || ::close(handle) == 0 || errno == EINTR) return {};
  return last_error();
}

FileState state_of(const struct ::stat& status) {
#ifdef __APPLE__  // the fields have other names, nothing else differs
  const auto& modified = status.st_mtimespec;
  const auto& changed = status.st_ctimespec;
#else
  const auto& modified = status.st_mtim;
  const auto& changed = status.st_ctim;
#endif
  return {static_cast<std::uint64_t>(status.st_size), nanoseconds(modified), status.st_ino, nanoseconds(changed)};
}

Result<Descriptor> open_to_read(int directory, const char* name, int flags, const Path& path, struct ::stat& status) {
  Descriptor file(
      retrying([&] { return ::openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags); }));
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) return failure("read", path, last_error());
  if (S_ISREG(status.st_mode)) return file;
  return fail(Error(fmt::format("failed to read `{}`", path.string())).caused_by("it is not a regular file"));
}

Result<Descriptor> create_new(int directory, const char* name, unsigned mode, const Path& path) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  Descriptor file(retrying([&] { return ::openat(directory, name, flags, mode); }));
  if (!file.is_open()) return failure("write", path, last_error());
  return file;
}

Result<std::string> read_rest(const Descriptor& file, std::uint64_t size, std::uint64_t limit, const Path& path) {
  if (size > limit) {
    return fail(Error(fmt::format("failed to read `{}`", path.string()))
                    .caused_by(fmt::format("the file has {} bytes, more than the {} that are read", size, limit)));
  }
  std::string content(size, '\0');
  std::size_t have = 0;
  while (have < content.size()) {
    const auto count = retrying([&] { return ::read(file.get(), content.data() + have, content.size() - have); });
    if (count < 0) return failure("read", path, last_error());
    if (count == 0) break;  // it has become shorter
    have += static_cast<std::size_t>(count);
  }
  content.resize(have);
  return content;
}

Result<void> write_all(const Descriptor& file, std::string_view content, const Path& path) {
  while (!content.empty()) {
    const auto count = retrying([&] { return ::write(file.get(), content.data(), content.size()); });
    if (count < 0) return failure("write", path, last_error());
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

}  // namespace buildstd::fs
