// SPDX-License-Identifier: MIT
#include "planner/core_hashes.hpp"

#include <algorithm>

#include "buildstd/base/std_layout.hpp"
#include "planner/cargo_units.hpp"
#include "planner/recipe_flags.hpp"

namespace buildstd::planner {

namespace {

constexpr unsigned oldest_followed = 85;

}  // namespace

// rustc 1.N comes with Cargo 1.N.
unsigned cargo_minor(const toolchain::CompilerVersion& version) {
  return std::max(minor_release(version), oldest_followed);
}

bool has_stable_crate_id(const toolchain::PrebuiltCrate& crate, std::string_view metadata,
                         const toolchain::CompilerVersion& version) {
  if (!crate.stable_crate_id) return false;
  auto name_and_version = std::string_view(version.verbose);  // "rustc 1.85.1 (4eb161250 2025-03-15)"
  name_and_version = name_and_version.substr(0, name_and_version.find('\n'));
  const auto of_rustc = name_and_version.substr(name_and_version.find(' ') + 1);
  return stable_crate_id(crate.name, metadata, of_rustc) == *crate.stable_crate_id;
}

Result<HashedCore> hashed_core(const Request& request, const HashedRecipe& recipe) {
  const auto package = request.workspace.find(std_layout::core);
  if (!package || !request.workspace.members[*package].package) return fail("the sources have no package `core`");
  Unit core;
  core.package = *package;
  core.package_name = std_layout::core;
  CargoProfileTable settings;
  settings.strip = "none";
  const auto& version = request.toolchain.version;
  const CargoCall call{.cargo_minor = cargo_minor(version),
                       .profile = recipe.profile,
                       .settings = std::move(settings),
                       .rustflags = recipe.rustflags,
                       .target_hashed = request.target.name};
  BUILDSTD_TRY(auto graph, cargo_units(request, {}, {core}, {0}, call));
  return HashedCore{std::move(graph),
                    {.cargo_minor = call.cargo_minor,
                     .rustc_verbose_version = version.verbose,
                     .default_lib_metadata = recipe.default_lib_metadata}};
}

Result<CargoHashes> core_hashes(const Request& request, const HashedRecipe& recipe) {
  BUILDSTD_TRY(const auto core, hashed_core(request, recipe));
  BUILDSTD_TRY(auto hashes, cargo_hashes(core.graph, core.context));
  return std::move(hashes.front());
}

}  // namespace buildstd::planner
