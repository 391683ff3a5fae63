// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/planner/cargo_unit.hpp"

/// From profile tables to the profile of a unit, as Cargo does it (src/cargo/core/profiles.rs): what feeds
/// `CargoUnit::profile` where no real Cargo is asked.
namespace buildstd::planner {

/// What a `[profile…]` table says, with the table of the same name that it inherits from, with Cargo's
/// configuration and the `CARGO_PROFILE_…` variables merged in; unset: nothing.
struct CargoProfileTable {
  std::optional<std::string> opt_level = std::nullopt;
  std::optional<std::string> lto = std::nullopt;  ///< as `CargoProfile::lto`: "off", "true", "false", "thin", "fat"
  std::optional<std::string> codegen_backend = std::nullopt;
  std::optional<std::uint32_t> codegen_units = std::nullopt;
  std::optional<CargoDebuginfo> debug = std::nullopt;
  std::optional<std::string> split_debuginfo = std::nullopt;
  std::optional<bool> debug_assertions = std::nullopt;
  std::optional<bool> overflow_checks = std::nullopt;
  std::optional<bool> rpath = std::nullopt;
  std::optional<bool> incremental = std::nullopt;
  std::optional<CargoPanic> panic = std::nullopt;
  std::optional<std::string> strip = std::nullopt;  ///< "none" (also `false`), "symbols" (also `true`), "debuginfo"
  std::optional<std::vector<std::string>> rustflags = std::nullopt;

  /// What `other` says wins, as between Cargo's configuration and a manifest's table of the same name.
  void override_with(const CargoProfileTable& other);
};

/// The tables that a unit's profile is made of. Whether an override is there counts even where it says
/// nothing of a field: merging it makes `strip` undecided again (`merge_profile`).
struct CargoProfileTables {
  bool is_dev = false;  ///< inherits, in the end, from `dev` and not from `release`
  CargoProfileTable profile;
  std::optional<CargoProfileTable> build_override = std::nullopt;
  std::optional<CargoProfileTable> all_packages =
      std::nullopt;  ///< `package."*"`, which is not for members of the workspace
  std::optional<CargoProfileTable> package = std::nullopt;  ///< `package.SPEC` for the unit's package
};

/// What else decides.
struct CargoProfileUse {
  bool for_host = false;  ///< a build script, a proc macro, or what these depend on
  bool is_member = true;  ///< of the workspace that is built
  bool is_path = true;    ///< of a path package, and not by `-Z build-std`: others are never incremental
  std::optional<bool> incremental = std::nullopt;  ///< CARGO_INCREMENTAL or `build.incremental`
  std::string_view triple;                         ///< of the platform the unit is for
};

/// The profile of a unit that compiles (`ProfileMaker::get_profile`, `Profiles::get_profile`). Not for `cargo
/// build` without `--target`, which may lower the debuginfo of build dependencies it shares with no other.
CargoProfile cargo_profile(const CargoProfileTables& tables, const CargoProfileUse& use);

/// The profile of a build script's run, from that of the crate it runs for (`get_profile_run_custom_build`).
/// Debug assertions are part of it since Cargo 1.93 (5ca05d39a).
CargoProfile script_run_profile(const CargoProfile& crate, unsigned cargo_minor);

/// Sets `strip = "debuginfo"` where no table decides it and neither a unit nor what it depends on directly has
/// debuginfo (src/cargo/ops/cargo_compile/mod.rs, `traverse_and_share`). The last step before hashing.
void decide_strip(CargoUnitGraph& graph);

}  // namespace buildstd::planner
