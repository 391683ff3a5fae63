// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>

#include "buildstd/base/kept_file.hpp"
#include "support/results.hpp"

namespace buildstd::testing {

/// A file that something is kept in, in a directory that is there.
inline fs::KeptFile kept_file(const std::filesystem::path& path) {
  return {std::make_shared<const fs::TrustedDirectory>(value_of(fs::TrustedDirectory::open_only(path.parent_path()))),
          path.filename().string()};
}

}  // namespace buildstd::testing
