// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/planner/plan.hpp"
#include "planner/features.hpp"
#include "planner/recipe.hpp"
#include "planner/units.hpp"

namespace buildstd::planner {

/// Gives every unit the `-C metadata` and `-C extra-filename` that Cargo would give it when rustc's bootstrap
/// calls it to build the prebuilt standard library. They cover what makes two units different crates (package,
/// features, settings, compiler, target, dependencies; the file name the flags too) and no path outside the
/// workspace, so they are the same on every machine and in every directory.
Result<void> assign_hashes(const Request& request, const Activations& activations, const Recipe& recipe,
                           UnitGraph& graph, std::vector<Choice>& choices);

}  // namespace buildstd::planner
