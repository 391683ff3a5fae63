// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "buildstd/invoker/build.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/planner/joint_plan.hpp"
#include "ops/build_times.hpp"

namespace buildstd::ops {

/// `invoker::BuildOptions::metadata_made`.
using MetadataMade = std::function<void(std::size_t plan, const ObservedInputs& observed)>;
using Use = std::function<Result<void>(const std::vector<invoker::BuildResult>&)>;

/// What is done with what comes out; each may be empty.
struct Uses {
  MetadataMade metadata = {};
  /// Of the results, before what is to be given to a remote cache is waited for.
  Use results = {};
};

/// Runs the commands of plans with the session's jobs, jobserver, wrapper and cache; one result for each plan.
/// @param times to use and to fill; null: this is no build that says anything about others
Result<std::vector<invoker::BuildResult>> execute(const Session& session, const planner::JointPlan& plan,
                                                  BuildTimes* times, BuildView& view, Diagnostics& diagnostics,
                                                  const Uses& uses = {});

}  // namespace buildstd::ops
