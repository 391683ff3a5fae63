// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildstd/planner/request.hpp"
#include "planner/distribution.hpp"

namespace buildstd::planner {

/// The newest release (1.N) whose bootstrap was read for the tables of recipe_flags.cpp.
inline constexpr unsigned newest_known_release = 97;

/// The minor number of the compiler's release: 97 of 1.97.1; 0 where it has none.
unsigned minor_release(const toolchain::CompilerVersion& version);

/// One word of RUSTFLAGS as rustc's bootstrap sets them.
struct BootstrapFlag {
  std::string flag;
  std::string source;
  /// It only tells how to link, which nobody does who makes an rlib. Cargo hashes it into file names all the same.
  bool only_links = false;
};

/// bootstrap's RUSTFLAGS for std, in its order, but for those that the compiler does not know.
std::vector<BootstrapFlag> bootstrap_flags(const Request& request, const Distribution& distribution);

/// RUSTFLAGS of a recipe that was found.
std::vector<BootstrapFlag> found_flags(const FoundRecipe& recipe);

/// All that distributors are known to use, the usual first, and what a setting is called.
std::vector<LinkSettings> known_link_settings();
std::string describe(const LinkSettings& link);

/// What its compiler shim adds behind Cargo's arguments, for std's own packages.
std::vector<BootstrapFlag> shim_flags();

/// Whether the sources are from before the profile `dist` (rust-lang/rust#149514, 1.95): what it holds was RUSTFLAGS.
bool is_before_dist(const Request& request);

}  // namespace buildstd::planner
