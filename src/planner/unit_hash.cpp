// SPDX-License-Identifier: MIT
#include "planner/unit_hash.hpp"

#include <fmt/format.h>

#include <utility>

#include "buildstd/planner/cargo_hash.hpp"
#include "planner/cargo_units.hpp"
#include "planner/core_hashes.hpp"
#include "planner/recipe_flags.hpp"

namespace buildstd::planner {

namespace {

// What cannot be computed is read off the prebuilt's names.
void take_hashes_from_names(const Request& request, std::vector<Unit>& units) {
  const auto release = minor_release(request.toolchain.version);
  const bool as_prebuilt = request.prebuilt != nullptr && !request.panic && request.std_features.empty();
  if (!as_prebuilt || release == 0 || release > last_with_one_hash) return;
  for (auto& unit : units) {
    if (unit.kind != UnitKind::library || unit.platform != Platform::target) continue;
    const auto* const crate = request.prebuilt->find(unit.crate_name);
    if (crate != nullptr && crate->extra_filename.size() == unit.metadata.size())
      unit.metadata = unit.extra_filename = crate->extra_filename;
  }
}

}  // namespace

Result<void> assign_hashes(const Request& request, const Activations& activations, const Recipe& recipe,
                           UnitGraph& graph) {
  const auto& version = request.toolchain.version;
  CargoProfileTable settings;
  settings.strip = "none";  // bootstrap cargo.rs: CARGO_PROFILE_<NAME>_STRIP
  if (request.panic) {
    settings.panic = *request.panic == PanicStrategy::unwind  ? CargoPanic::unwind
                     : *request.panic == PanicStrategy::abort ? CargoPanic::abort
                                                              : CargoPanic::immediate_abort;
  }
  const CargoCall call{.cargo_minor = cargo_minor(version),
                       .profile = recipe.profile(),
                       .settings = std::move(settings),
                       .rustflags = recipe.rustflags(),
                       .target_hashed = request.target.name};
  BUILDSTD_TRY(const auto units, cargo_units(request, activations, graph.units, graph.roots, call));
  const CargoHashContext context{.cargo_minor = call.cargo_minor,
                                 .rustc_verbose_version = version.verbose,
                                 .default_lib_metadata = recipe.default_lib_metadata()};
  BUILDSTD_TRY(auto hashes, cargo_hashes(units, context));
  for (std::size_t i = 0; i < graph.units.size(); ++i) {
    graph.units[i].metadata = std::move(hashes[i].metadata);
    graph.units[i].extra_filename = std::move(hashes[i].unit_id);
  }
  take_hashes_from_names(request, graph.units);
  return {};
}

}  // namespace buildstd::planner
