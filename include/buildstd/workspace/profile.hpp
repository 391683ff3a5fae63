// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::workspace {

/// The settings of a Cargo profile that reach a std crate's compiler call; unset: not said here.
struct ProfileSettings {
  std::optional<std::string> opt_level;  ///< "0" to "3", "s", "z"
  std::optional<std::string> debug;      ///< as `-C debuginfo=` takes it: "0", "1", "2", "line-tables-only", …
  std::optional<std::int64_t> codegen_units;
  std::optional<bool> debug_assertions;
  std::optional<bool> overflow_checks;
  std::optional<std::string> panic;
  std::optional<std::vector<std::string>> rustflags;

  /// What `other` says wins; lists are replaced, not joined (Cargo: `merge_profile` in profiles.rs).
  void override_with(const ProfileSettings& other);
};

/// A named profile: its settings, those of `[profile.NAME.package.SPEC]`, and those of `.build-override`,
/// each with what the profile inherits merged in.
struct Profile {
  ProfileSettings settings;
  std::map<std::string, ProfileSettings> packages;
  ProfileSettings build_override;
};

/// The workspace's `[profile]` tables by name.
using Profiles = std::map<std::string, Profile>;

}  // namespace buildstd::workspace
