// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

/// rust.bootstrap-override-lld: which linker std is linked with.
enum class OverrideLld { none, external, self_contained };

/// How the distributor links. Nothing of it shows in an rlib; Cargo hashes the flags into file names.
struct LinkSettings {
  bool rpath = false;  ///< rust.rpath
  OverrideLld lld = OverrideLld::none;
  bool operator==(const LinkSettings&) const = default;
};

/// What rustc's bootstrap leaves to whoever distributes the compiler: the part of bootstrap.toml that shows in
/// the standard library. A setting without a value is left to the workspace's profile.
struct Distribution {
  RecipeKind recipe = RecipeKind::dist;
  unsigned release = 0;                  ///< 1.N, whose bootstrap is followed: the compiler's own, where it is known
  std::optional<std::string> debuginfo;  ///< rust.debuginfo-level-std
  std::optional<std::int64_t> codegen_units;  ///< rust.codegen-units-std
  std::optional<bool> embed_bitcode;
  bool always_frame_pointers = false;        ///< rust.frame-pointers
  bool non_leaf_frame_pointers = false;      ///< only functions that call others have them
  std::optional<std::string> mangling;       ///< rust.new-symbol-mangling
  std::optional<std::string> sources_name;   ///< rust.remap-debuginfo: what the root of the sources is called
  std::string vendored_name = "/rust/deps";  ///< likewise, of the folder of vendored packages
  /// What Cargo's build directory is called in names of sources that a build script has made.
  std::string build_name;
  bool rename_library = true;   ///< whether relative `library/…` names are made absolute
  bool split_metadata = false;  ///< metadata beside the rlib, not in it
  bool c_builtins = false;      ///< build.optimized-compiler-builtins
  bool profiler = false;        ///< build.profiler
  LinkSettings link;
  std::vector<Choice> choices;  ///< the above with the evidence for each, for people
};

/// Upstream's choices, or those that the request's prebuilt standard library shows.
Distribution distribution(const Request& request);

}  // namespace buildstd::planner
