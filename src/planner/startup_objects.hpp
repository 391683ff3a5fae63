// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

/// The target's startup objects.
std::vector<StartupObject> startup_objects(const Request& request);

}  // namespace buildstd::planner
