// SPDX-License-Identifier: MIT
#pragma once

#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/fs_failure.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/file_state.hpp"
#include "buildstd/base/fs.hpp"

/// POSIX file descriptors, for the files of `base` that are about POSIX systems.
namespace buildstd::fs {

/// An open file, closed when this goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int handle) : handle_(handle) {}
  Descriptor(Descriptor&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Descriptor();

  [[nodiscard]] int get() const { return handle_; }
  [[nodiscard]] bool is_open() const { return handle_ >= 0; }
  /// Gives it to somebody who closes it.
  [[nodiscard]] int release() { return std::exchange(handle_, -1); }
  /// Closes it now; an error where what was written to it could not be kept.
  std::error_code close();

 private:
  int handle_ = -1;
};

/// Calls again what a signal has interrupted.
template <class Call>
auto retrying(Call&& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

FileState state_of(const struct ::stat& status);

/// Opens a regular file to read it. Never waits for somebody at the other end of a pipe.
/// @param flags more than `O_RDONLY`
/// @param path for messages
Result<Descriptor> open_to_read(int directory, const char* name, int flags, const Path& path, struct ::stat& status);
/// A new file that nobody had before: an error where there is something of that name.
Result<Descriptor> create_new(int directory, const char* name, unsigned mode, const Path& path);

/// What is left to read, at most `limit` bytes.
Result<std::string> read_rest(const Descriptor& file, std::uint64_t size, std::uint64_t limit, const Path& path);
Result<void> write_all(const Descriptor& file, std::string_view content, const Path& path);

/// As `fs::share`, of an open file and below directories.
struct SharedFile {
  const Descriptor& file;
  const struct ::stat& status;
  int directory;  ///< where it was opened
  const char* name;
  unsigned mode;  ///< of a copy or reflink
};
Result<void> share(const SharedFile& from, int directory, const char* name, const Path& path);

}  // namespace buildstd::fs
