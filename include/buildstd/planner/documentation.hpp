// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

struct DocumentationRequest {
  std::filesystem::path rustdoc;
  std::filesystem::path destination;  ///< a folder of documentation, which may have other crates' already
  std::string version;                ///< what pages call the version of the crates
  std::vector<std::string> flags;     ///< the user's rustdocflags
};

/// Adds, for each public crate of a plan's, a unit that documents it: the same source with the same features and cfgs.
/// The plan makes metadata only, which is what documentation needs of dependencies.
/// @return the names of the crates
std::vector<std::string> add_documentation(Plan& plan, const DocumentationRequest& request);

}  // namespace buildstd::planner
