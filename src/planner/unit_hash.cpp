// SPDX-License-Identifier: MIT
#include "planner/unit_hash.hpp"

#include <fmt/format.h>

#include <utility>

#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/planner/cargo_hash.hpp"
#include "planner/cargo_units.hpp"
#include "planner/core_hashes.hpp"
#include "planner/recipe_flags.hpp"

namespace buildstd::planner {

namespace {

// What cannot be computed is read off the prebuilt's names: RUSTFLAGS of that time, which are hashed into them, and all
// of the only hash that older Cargos have.
void take_hashes_from_names(const Request& request, std::vector<Unit>& units) {
  const auto& version = request.toolchain.version;
  const auto release = minor_release(version);
  const bool as_prebuilt = request.prebuilt != nullptr && !request.panic && request.std_features.empty();
  if (!as_prebuilt || release == 0 || release > last_with_one_hash) return;
  const auto* const core = request.prebuilt->find(std_layout::core);
  const bool has_one_hash =
      core == nullptr || !core->stable_crate_id || has_stable_crate_id(*core, core->extra_filename, version);
  for (auto& unit : units) {
    if (unit.kind != UnitKind::library || unit.platform != Platform::target) continue;
    const auto* const crate = request.prebuilt->find(unit.crate_name);
    if (crate == nullptr || crate->extra_filename.size() != unit.metadata.size()) continue;
    unit.extra_filename = crate->extra_filename;
    if (has_one_hash) unit.metadata = crate->extra_filename;
  }
}

/// `rustc -vV` of the same compiler on another machine.
std::string on_host(const std::string& verbose_version, const std::string& host) {
  std::string result;
  for (const auto line : text::lines(verbose_version))
    result += fmt::format("{}\n", line.starts_with("host: ") ? "host: " + host : std::string(line));
  return result;
}

// Build scripts are hashed with the machine that they run on, and what depends on their packages with them. A
// distribution builds each architecture's std on that architecture, upstream most of them on one; the name of
// compiler_builtins' file, which has a script, tells, or its id, where RUSTFLAGS are not all known.
bool gives_prebuilt_hash(const Request& request, const UnitGraph& graph, const std::vector<CargoHashes>& hashes) {
  const auto* const crate =
      request.prebuilt == nullptr ? nullptr : request.prebuilt->find(std_layout::compiler_builtins);
  if (crate == nullptr) return false;
  for (std::size_t i = 0; i < graph.units.size(); ++i) {
    const auto& unit = graph.units[i];
    if (unit.kind == UnitKind::library && unit.crate_name == std_layout::compiler_builtins)
      return hashes[i].unit_id == crate->extra_filename ||
             has_stable_crate_id(*crate, hashes[i].metadata, request.toolchain.version);
  }
  return false;
}

}  // namespace

Result<void> assign_hashes(const Request& request, const Activations& activations, const Recipe& recipe,
                           UnitGraph& graph, std::vector<Choice>& choices) {
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
  CargoHashContext context{.cargo_minor = call.cargo_minor,
                           .rustc_verbose_version = version.verbose,
                           .default_lib_metadata = recipe.default_lib_metadata()};
  BUILDSTD_TRY(auto hashes, cargo_hashes(units, context));
  if (request.target.name != version.host && !gives_prebuilt_hash(request, graph, hashes)) {
    context.rustc_verbose_version = on_host(version.verbose, request.target.name);
    BUILDSTD_TRY(auto native, cargo_hashes(units, context));
    if (gives_prebuilt_hash(request, graph, native)) {
      hashes = std::move(native);
      choices.push_back({"hashed as built on", request.target.name, "the hash of compiler_builtins"});
    }
  }
  for (std::size_t i = 0; i < graph.units.size(); ++i) {
    graph.units[i].metadata = std::move(hashes[i].metadata);
    graph.units[i].extra_filename = std::move(hashes[i].unit_id);
  }
  take_hashes_from_names(request, graph.units);
  return {};
}

}  // namespace buildstd::planner
