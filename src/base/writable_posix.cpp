// SPDX-License-Identifier: MIT
#include "buildstd/base/writable.hpp"

#include <unistd.h>

#include <system_error>

namespace buildstd::fs {

bool is_writable(const std::filesystem::path& path) { return ::access(path.c_str(), W_OK) == 0; }

std::filesystem::path nearest_existing(std::filesystem::path path) {
  std::error_code none;
  while (!std::filesystem::exists(path, none) && path != path.parent_path()) path = path.parent_path();
  return path;
}

}  // namespace buildstd::fs
