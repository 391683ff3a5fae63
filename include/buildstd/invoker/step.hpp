// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/planner/export_build.hpp"
#include "buildstd/planner/plan_file.hpp"

/// Single units of a plan that another build system makes (planner/export_build.hpp writes its file).
namespace buildstd::invoker {

/// Makes one unit of a plan whose units that it depends on are made, and writes a depfile in make's language beside the
/// unit's main output. The compiler's messages, if it fails, are in the error; then none of the outputs is left.
/// @param unchanged what happens to the time of an output that comes out as it was before
Result<void> run_step(const planner::PlanFile& file, std::size_t unit, planner::Unchanged unchanged,
                      const Environment& environment, Diagnostics& diagnostics);

/// What a plan's result depends on besides the plan, when all its units are made.
Result<ObservedInputs> observe_finished(const planner::Plan& plan, const Environment& environment);

}  // namespace buildstd::invoker
