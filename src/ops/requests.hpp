// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "buildstd/base/error.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Where the C code of compiler_builtins and profiler_builtins comes from in this session.
planner::NativeRuntimes native_runtimes(const Session& session);

/// Calls `use` with what each target of the session that is to be built is planned from, in the session's order.
Result<void> for_each_request(const Session& session, PlanFor purpose,
                              const std::function<Result<void>(const planner::Request&)>& use);

}  // namespace buildstd::ops
