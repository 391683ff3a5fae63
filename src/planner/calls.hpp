// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/planner/plan.hpp"
#include "planner/recipe.hpp"

namespace buildstd::planner {

/// Decides for every unit how it is made: the compiler's call, or the script's run.
void assign_work(const Request& request, const Recipe& recipe, std::vector<Unit>& units);

}  // namespace buildstd::planner
