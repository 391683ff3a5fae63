// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/workspace/workspace.hpp"

namespace buildstd::planner {

/// What resolution decided for one package.
struct Activation {
  std::set<std::string> features;
  std::set<std::string> dependencies;  ///< names of optional dependencies that are on
};

/// By index of the workspace's members. Packages that are not in it are not needed by anything.
using Activations = std::map<std::size_t, Activation>;

/// Resolves features from one root package with Cargo's resolver "1": one set of features per package,
/// joined over host and target, build and normal dependencies, and all targets' tables, active or not
/// (Cargo: src/resolver/features.rs, `FeatureOpts` of the old resolver).
Result<Activations> resolve_features(const workspace::Workspace& workspace, std::size_t root,
                                     const std::set<std::string>& features);

}  // namespace buildstd::planner
