// SPDX-License-Identifier: MIT
#include "buildstd/planner/cargo_profile.hpp"

#include <algorithm>

namespace buildstd::planner {

namespace {

template <class Field>
void take(Field& field, const std::optional<Field>& said) {
  if (said) field = *said;
}

/// A setting that a profile may leave to rustc.
template <class Field>
void take(std::optional<Field>& field, const std::optional<Field>& said) {
  if (said) field = said;
}

/// `merge_profile`.
void merge(CargoProfile& profile, const CargoProfileTable& table) {
  take(profile.opt_level, table.opt_level);
  take(profile.lto, table.lto);
  take(profile.codegen_backend, table.codegen_backend);
  take(profile.codegen_units, table.codegen_units);
  take(profile.debuginfo, table.debug);
  take(profile.split_debuginfo, table.split_debuginfo);
  take(profile.debug_assertions, table.debug_assertions);
  take(profile.overflow_checks, table.overflow_checks);
  take(profile.rpath, table.rpath);
  take(profile.incremental, table.incremental);
  take(profile.panic, table.panic);
  take(profile.rustflags, table.rustflags);
  profile.strip_is_deferred = !table.strip;
  profile.strip = table.strip && *table.strip != "none" ? table.strip : std::nullopt;
}

/// `Profile::default_dev` and `default_release`.
CargoProfile built_in(bool is_dev) {
  CargoProfile profile;
  if (!is_dev) {
    profile.opt_level = "3";
    return profile;
  }
  profile.debuginfo = CargoDebuginfo::full;
  profile.debug_assertions = profile.overflow_checks = profile.incremental = true;
  return profile;
}

}  // namespace

void CargoProfileTable::override_with(const CargoProfileTable& other) {
  take(opt_level, other.opt_level);
  take(lto, other.lto);
  take(codegen_backend, other.codegen_backend);
  take(codegen_units, other.codegen_units);
  take(debug, other.debug);
  take(split_debuginfo, other.split_debuginfo);
  take(debug_assertions, other.debug_assertions);
  take(overflow_checks, other.overflow_checks);
  take(rpath, other.rpath);
  take(incremental, other.incremental);
  take(panic, other.panic);
  take(strip, other.strip);
  take(rustflags, other.rustflags);
}

CargoProfile cargo_profile(const CargoProfileTables& tables, const CargoProfileUse& use) {
  auto profile = built_in(tables.is_dev);
  merge(profile, tables.profile);
  if (use.for_host) {
    profile.opt_level = "0";
    profile.codegen_units.reset();
    if (tables.build_override) merge(profile, *tables.build_override);
  }
  if (tables.all_packages && !use.is_member) merge(profile, *tables.all_packages);
  if (tables.package) merge(profile, *tables.package);
  if (use.for_host) profile.panic = CargoPanic::unwind;
  const bool has_debuginfo = profile.debuginfo != CargoDebuginfo::none;
  if (has_debuginfo && !profile.split_debuginfo && use.triple.contains("-apple-")) profile.split_debuginfo = "unpacked";
  take(profile.incremental, use.incremental);
  if (!use.is_path) profile.incremental = false;
  return profile;
}

CargoProfile script_run_profile(const CargoProfile& crate, unsigned cargo_minor) {
  CargoProfile profile;
  profile.opt_level = crate.opt_level;
  profile.debuginfo = crate.debuginfo;
  profile.debug_assertions = cargo_minor >= 93 && crate.debug_assertions;
  return profile;
}

void decide_strip(CargoUnitGraph& graph) {
  const auto is_bare = [](const CargoUnit& unit) { return unit.profile.debuginfo == CargoDebuginfo::none; };
  for (auto& unit : graph.units) {
    if (!unit.profile.strip_is_deferred || !is_bare(unit)) continue;
    if (std::ranges::all_of(unit.dependencies, [&](auto index) { return is_bare(graph.units[index]); })) {
      unit.profile.strip = "debuginfo";
    }
  }
}

}  // namespace buildstd::planner
