// SPDX-License-Identifier: MIT
#include "buildstd/base/directory_handle.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "base/descriptor.hpp"

namespace buildstd::fs {

DirectoryHandle::DirectoryHandle(const std::string& path)
    : handle_(retrying([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); })) {}

DirectoryHandle::~DirectoryHandle() {
  if (handle_ >= 0) ::close(handle_);
}

std::optional<FileState> DirectoryHandle::file_state(const std::string& path) const {
  struct ::stat status{};
  if (handle_ < 0 || ::fstatat(handle_, path.c_str(), &status, 0) != 0) return std::nullopt;
  return state_of(status);
}

}  // namespace buildstd::fs
