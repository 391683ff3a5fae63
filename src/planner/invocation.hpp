// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/planner/plan.hpp"
#include "planner/recipe.hpp"

namespace buildstd::planner {

/// Writes the exact command of every unit, with files below `directories`.
void assign_invocations(const Request& request, const Recipe& recipe, const Directories& directories,
                        std::vector<Unit>& units);

}  // namespace buildstd::planner
