// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::sysroot {

/// What becomes a sysroot.
struct InstallRequest {
  const planner::Plan& plan;                ///< all its units are there
  std::filesystem::path toolchain_sysroot;  ///< whose host side is made reachable
  std::filesystem::path destination;        ///< the sysroot's folder; its parent is there
  std::string description;                  ///< JSON for people and tools, kept in the sysroot
};

/// Puts a sysroot together beside its destination and renames it into place: what is at the destination is
/// whole or is not there. Files are linked where the file system can. Where a sysroot of that name is there
/// already, it stays. The caller keeps others from installing the same one meanwhile; what a killed process left
/// of an attempt is removed.
Result<void> install(const InstallRequest& request);

/// Whether a whole sysroot is at this place.
bool is_installed(const std::filesystem::path& sysroot);

}  // namespace buildstd::sysroot
