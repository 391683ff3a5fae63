// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::config {

/// Packages of the user's workspace.
struct Members {
  std::vector<std::filesystem::path> manifests;
  std::vector<std::filesystem::path> looked_in;  ///< folders that patterns were compared with, and the root manifest
};

/// The packages that Cargo builds in `directory` if it is not told which: the one there, else (and in the root of a
/// workspace that says so) `workspace.default-members`, else all members. None where there is no Cargo.toml.
/// Cargo: src/workspace `default_members`, `find_path_deps`.
Result<Members> default_members(const std::filesystem::path& directory);

}  // namespace buildstd::config
