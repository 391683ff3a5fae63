// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "buildstd/base/error.hpp"

namespace buildstd::fs {

class TrustedDirectory;

/// A lock that other processes respect, held until destroyed. Its file may be removed by who holds it exclusively.
class FileLock {
 public:
  enum class Kind { shared, exclusive };

  /// Blocks; calls `waiting` first where another process holds it. Where the file system has no locks, nobody is kept
  /// out: `is_held` tells.
  static Result<FileLock> acquire(const std::filesystem::path& file, const std::function<void()>& waiting,
                                  Kind kind = Kind::exclusive);
  /// The same of a file in a directory that is open.
  static Result<FileLock> acquire(const TrustedDirectory& directory, const std::string& name,
                                  const std::function<void()>& waiting, Kind kind = Kind::exclusive);

  /// Does not wait: nothing, where another process holds it. A process that is forked holds it too.
  static Result<std::optional<FileLock>> try_acquire(const TrustedDirectory& directory, const std::string& name);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// One that keeps nobody out.
  static FileLock none() { return FileLock(-1); }
  [[nodiscard]] bool is_held() const { return handle_ >= 0; }

 private:
  explicit FileLock(int handle) : handle_(handle) {}

  int handle_ = -1;
};

}  // namespace buildstd::fs
