// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

/// Gives every unit its key: over the values, never over a command line.
void assign_keys(const Request& request, std::vector<Unit>& units);

/// Over all that a plan makes: 16 hexadecimal digits.
std::string plan_key(const std::vector<Unit>& units, const std::vector<StartupObject>& startup_objects,
                     const std::filesystem::path& sources);

}  // namespace buildstd::planner
