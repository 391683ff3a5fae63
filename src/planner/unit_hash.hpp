// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/planner/plan.hpp"
#include "planner/recipe.hpp"

namespace buildstd::planner {

/// Gives every unit its `-C metadata` and `-C extra-filename`. Both cover what makes two units different
/// crates (package, features, settings, compiler, target, dependencies) and no path, so they are the same on
/// every machine and in every directory; the file name covers the flags of the user too.
void assign_hashes(const Request& request, const Recipe& recipe, std::vector<Unit>& units);

}  // namespace buildstd::planner
