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
std::optional<std::filesystem::path> find_installed(const Storage& storage, const Environment& environment,
                                                    const planner::Plan& plan, const LinkInputs& inputs);

/// Makes a sysroot of a plan whose units are all there, its startup objects included, and writes its record. Caller
/// must hold the plan's lock.
Result<std::filesystem::path> install(const Session& session, const planner::Plan& plan, const LinkInputs& inputs,
                                      const ObservedInputs& observed);

/// A file with the paths of all that such a sysroot was made from, one a line; not there for those whose build did not
/// see it all.
std::filesystem::path list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs);
Result<void> write_list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs,
                                  const invoker::BuildResult& result);

}  // namespace buildstd::ops
