// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

/// The commands that make the target's startup objects from `library/rtstartup`.
std::vector<Invocation> startup_objects(const Request& request, const Directories& directories);

}  // namespace buildstd::planner
