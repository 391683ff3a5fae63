// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/base/file_state.hpp"

namespace buildstd::fs {

/// A directory that is kept open to look at many files below it: each costs one system call and a short path.
class DirectoryHandle {
 public:
  explicit DirectoryHandle(const std::string& path);
  DirectoryHandle(const DirectoryHandle&) = delete;
  DirectoryHandle& operator=(const DirectoryHandle&) = delete;
  ~DirectoryHandle();
  /// As `fs::file_state` of the file with this path relative to it.
  [[nodiscard]] std::optional<FileState> file_state(const std::string& path) const;

 private:
  int handle_ = -1;
};

}  // namespace buildstd::fs
