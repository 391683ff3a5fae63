// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/planner/cargo_profile.hpp"
#include "buildstd/planner/cargo_unit.hpp"
#include "buildstd/planner/plan.hpp"
#include "planner/features.hpp"

namespace buildstd::planner {

/// A call of the real Cargo that builds the units of a plan: `cargo build --profile … --target …` in std's
/// workspace, as rustc's bootstrap does it.
struct CargoCall {
  unsigned cargo_minor = 96;  ///< as in 1.96
  const workspace::Profile& profile;
  bool profile_is_dev = false;  ///< inherits from `dev`, not `release`
  CargoProfileTable settings;   ///< the variables CARGO_PROFILE_<NAME>_…, which win over `profile`
  std::optional<CargoProfileTable> build_override = std::nullopt;  ///< CARGO_PROFILE_<NAME>_BUILD_OVERRIDE_…, likewise
  std::vector<std::string> rustflags;                              ///< RUSTFLAGS, word by word
  std::string target_hashed;  ///< the target's triple, or all of its specification's text
};

/// The units of a plan as Cargo sees them, ready for `cargo_hashes`: the first `units.size()` of the result are
/// `units`, in their order. After them come packages that build scripts need but the sources lack (Debian's
/// have no `cc`): those are not built, but the hashes of their dependents depend on theirs.
Result<CargoUnitGraph> cargo_units(const Request& request, const Activations& activations,
                                   const std::vector<Unit>& units, const std::vector<std::size_t>& roots,
                                   const CargoCall& call);

}  // namespace buildstd::planner
