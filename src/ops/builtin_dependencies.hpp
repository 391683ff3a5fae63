// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "buildstd/base/build_choices.hpp"
#include "buildstd/base/cfg.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::ops {

/// What the user's packages need of the standard library, by explicit dependencies on it (RFC 3875:
/// `std = { builtin = true }`).
struct BuiltinDependencies {
  std::optional<StdCrates> named;  ///< the largest that a dependency names
  /// Some package names none, and so needs what the target has by default. Packages of registries and repositories
  /// count as such: no index and no lock file says more yet.
  bool implicit = false;
  /// What the answer depends on: manifests, and folders in which members were looked for.
  std::vector<std::filesystem::path> looked_at;
};

/// What a build is of that needs the crates.
struct BuiltinRequest {
  std::string_view target;  ///< its name
  const CfgSet& cfgs;
  bool for_tests = false;  ///< `[dev-dependencies]` count
};

/// Goes through the packages that Cargo builds in `directory` if nothing else is said (`config::default_members`), with
/// their default features, and their path dependencies.
/// @return an error with its place where a manifest says what the RFC does not allow
Result<BuiltinDependencies> builtin_dependencies(const std::filesystem::path& directory, const BuiltinRequest& request);

}  // namespace buildstd::ops
