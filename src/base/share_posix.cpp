// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#ifdef __linux__  // for FICLONE, which other systems lack
#include <linux/fs.h>
#include <sys/ioctl.h>
#endif
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "base/descriptor.hpp"

// The same bytes under another name. Nothing is ever written into a file that was there before: somebody else may have
// it under another name.
namespace buildstd::fs {

namespace {

bool clone([[maybe_unused]] const Descriptor& from, [[maybe_unused]] const Descriptor& to) {
#ifdef FICLONE
  return ::ioctl(to.get(), FICLONE, from.get()) == 0;
#else
  return false;
#endif
}

// Whether a change to one of the names could not be anybody's intention.
bool nobody_writes(const struct ::stat& status) { return (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0; }

bool link(const SharedFile& from, int directory, const char* name) {
  if (!nobody_writes(from.status) || from.status.st_uid != ::geteuid()) return false;
  if (retrying([&] { return ::linkat(from.directory, from.name, directory, name, 0); }) != 0) return false;
  // What had the name then may not be what was opened.
  struct ::stat linked{};
  if (::fstatat(directory, name, &linked, AT_SYMLINK_NOFOLLOW) == 0 && linked.st_ino == from.status.st_ino &&
      linked.st_dev == from.status.st_dev)
    return true;
  ::unlinkat(directory, name, 0);
  return false;
}

Result<void> copy_bytes(const Descriptor& from, const Descriptor& to, const Path& path) {
  if (::lseek(from.get(), 0, SEEK_SET) != 0) return failure("copy", path, last_error());
  std::array<char, 1U << 16> buffer{};
  for (;;) {
    const auto count = retrying([&] { return ::read(from.get(), buffer.data(), buffer.size()); });
    if (count < 0) return failure("copy", path, last_error());
    if (count == 0) return {};
    BUILDSTD_CHECK(write_all(to, {buffer.data(), static_cast<std::size_t>(count)}, path));
  }
}

// In a file of its own, a reflink where that can be.
Result<void> copy(const SharedFile& from, int directory, const char* name, const Path& path) {
  BUILDSTD_TRY(auto to, create_new(directory, name, from.mode & 0777U, path));
  auto copied = clone(from.file, to) ? Result<void>() : copy_bytes(from.file, to, path);
  if (const auto closed = to.close(); copied && closed) copied = failure("write", path, closed);
  if (!copied) ::unlinkat(directory, name, 0);
  return copied;
}

Result<bool> make_reflink(const SharedFile& from, int directory, const char* name, const Path& path) {
  auto to = create_new(directory, name, from.mode & 0777U, path);
  if (!to) return false;
  if (clone(from.file, *to)) return true;
  if (::unlinkat(directory, name, 0) != 0) return failure("remove", path, last_error());
  return false;
}

}  // namespace

Result<void> share(const SharedFile& from, int directory, const char* name, const Path& path) {
  BUILDSTD_TRY(const bool is_reflink, make_reflink(from, directory, name, path));
  if (is_reflink || link(from, directory, name)) return {};
  return copy(from, directory, name, path);
}

Result<void> share(const Path& from, const Path& to) {
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(AT_FDCWD, from.c_str(), O_NOFOLLOW, from, status));
  return share({file, status, AT_FDCWD, from.c_str(), status.st_mode}, AT_FDCWD, to.c_str(), to);
}

Result<void> copy_new(const Path& from, const Path& to) {
  struct ::stat status{};
  BUILDSTD_TRY(const auto file, open_to_read(AT_FDCWD, from.c_str(), 0, from, status));
  return copy({file, status, AT_FDCWD, from.c_str(), status.st_mode}, AT_FDCWD, to.c_str(), to);
}

}  // namespace buildstd::fs
