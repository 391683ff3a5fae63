// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildstd/planner/cargo_hash.hpp"
#include "buildstd/planner/request.hpp"
#include "buildstd/workspace/profile.hpp"

namespace buildstd::planner {

/// The last release whose std may have been built by a Cargo with one hash for both `-C metadata` and file names: 1.84
/// (the Cargo of a release builds the next one's std; commits cdf805e50, 306d515c0). It was computed as nothing here
/// follows. What was built by the release's own Cargo, as Debian's 1.85.1, has two.
inline constexpr unsigned last_with_one_hash = 85;

/// What of a recipe Cargo hashes.
struct HashedRecipe {
  const workspace::Profile& profile;
  std::vector<std::string> rustflags;  ///< RUSTFLAGS, word by word
  std::string default_lib_metadata;    ///< the variable `__CARGO_DEFAULT_LIB_METADATA`
};

/// The Cargo that built the std of a compiler: 1.N of the compiler itself, but at least the oldest whose hashes are
/// known.
unsigned cargo_minor(const toolchain::CompilerVersion& version);

/// Whether a prebuilt crate has the id that rustc gives it with this `-C metadata`; false where its id is not known.
bool has_stable_crate_id(const toolchain::PrebuiltCrate& crate, std::string_view metadata,
                         const toolchain::CompilerVersion& version);

/// `core` as Cargo hashes it: a graph of one unit.
struct HashedCore {
  CargoUnitGraph graph;
  CargoHashContext context;
};
Result<HashedCore> hashed_core(const Request& request, const HashedRecipe& recipe);

/// The hashes of `core`. It depends on no other crate and has no features, so that they tell a recipe alone.
Result<CargoHashes> core_hashes(const Request& request, const HashedRecipe& recipe);

}  // namespace buildstd::planner
