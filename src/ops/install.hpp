// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "buildstd/invoker/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/planner/plan.hpp"
#include "ops/link_inputs.hpp"

namespace buildstd::ops {

/// The sysroot that an earlier build of this plan has made, where nothing it depends on has changed since.
std::optional<std::filesystem::path> find_installed(const Session& session, const planner::Plan& plan,
                                                    const LinkInputs& inputs);

/// Makes a sysroot of a plan whose units are all there, its startup objects included, and remembers it. The caller
/// holds the plan's lock.
Result<std::filesystem::path> install(const Session& session, const planner::Plan& plan, const LinkInputs& inputs,
                                      const ObservedInputs& observed);

}  // namespace buildstd::ops
