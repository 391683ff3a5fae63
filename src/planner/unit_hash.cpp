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
  // bootstrap cargo.rs: __CARGO_DEFAULT_LIB_METADATA, `<channel>std<version>`, the version without the channel
  const auto number = version.release.substr(0, version.release.find('-'));
  const CargoHashContext context{.cargo_minor = call.cargo_minor,
                                 .rustc_verbose_version = version.verbose,
                                 .default_lib_metadata = fmt::format("{}std{}", version.channel(), number)};
  BUILDSTD_TRY(auto hashes, cargo_hashes(units, context));
  for (std::size_t i = 0; i < graph.units.size(); ++i) {
    graph.units[i].metadata = std::move(hashes[i].metadata);
    graph.units[i].extra_filename = std::move(hashes[i].unit_id);
  }
  return {};
}

}  // namespace buildstd::planner
