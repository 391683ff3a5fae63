// SPDX-License-Identifier: MIT
#include "planner/unit_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "buildstd/planner/cargo_hash.hpp"
#include "buildstd/workspace/version.hpp"
#include "planner/cargo_units.hpp"

namespace buildstd::planner {

namespace {

// Cargo's hashes are followed from this version on; what an older one gave matters to nobody.
constexpr unsigned oldest_followed = 85;

// rustc 1.N comes with Cargo 1.N.
unsigned cargo_minor(const toolchain::CompilerVersion& version) {
  const auto parsed = workspace::Version::parse(version.release);
  return std::max(parsed ? static_cast<unsigned>(parsed->minor) : oldest_followed, oldest_followed);
}

// The Cargo of a release builds the next one's std. Up to 1.84 one hash was both `-C metadata` and in the file name
// (Cargo commits cdf805e50, 306d515c0), computed as nothing here follows; so it can be read off the prebuilt's names.
constexpr std::uint64_t last_with_one_hash = 85;

void take_hashes_from_names(const Request& request, std::vector<Unit>& units) {
  const auto release = workspace::Version::parse(request.toolchain.version.release);
  const bool as_prebuilt = request.prebuilt != nullptr && !request.panic && request.std_features.empty();
  if (!as_prebuilt || !release || release->minor > last_with_one_hash) return;
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
