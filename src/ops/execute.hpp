// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/invoker/build.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::ops {

/// Runs the commands of plans with the session's jobs, jobserver, wrapper and cache; one result for each.
Result<std::vector<invoker::BuildResult>> execute(const Session& session,
                                                  const std::vector<const planner::Plan*>& plans, BuildView& view,
                                                  Diagnostics& diagnostics);

}  // namespace buildstd::ops
