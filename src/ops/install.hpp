// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "buildstd/invoker/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/planner/plan.hpp"
#include "ops/link_inputs.hpp"

namespace buildstd::ops {

/// What an earlier build of a plan has left.
struct Installed {
  std::optional<std::filesystem::path> sysroot;  ///< where nothing it depends on has changed since, and nothing of it
  std::optional<std::string> damage;             ///< what of it is missing or was changed, in words
};
/// Nothing, as long as the state directory is not prepared.
Installed find_installed(const Storage& storage, const Environment& environment, const planner::Plan& plan,
                         const LinkInputs& inputs);

/// Makes a sysroot of a plan whose units are all there, its startup objects included, and writes its record. Caller
/// must hold the plan's lock.
/// @param result of the build; without fingerprints, where another build system has made the units
/// @param metadata what `install_metadata` has made in this build; the rest is added to it
Result<std::filesystem::path> install(const Session& session, const planner::Plan& plan, const LinkInputs& inputs,
                                      const invoker::BuildResult& result,
                                      const std::optional<std::filesystem::path>& metadata = std::nullopt);

/// Makes the same sysroot without code, and without a record, of a plan whose libraries have their metadata.
Result<std::filesystem::path> install_metadata(const Session& session, const planner::Plan& plan,
                                               const LinkInputs& inputs, const ObservedInputs& observed);

/// An error where a file of a plan's sysroot has not the content with which it was installed.
Result<void> check_content(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs);

/// A file with the paths of all that such a sysroot was made from, one a line; not there for those whose build did not
/// see it all.
std::filesystem::path list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs);
Result<void> write_list_of_inputs(const Storage& storage, const planner::Plan& plan, const LinkInputs& inputs,
                                  const invoker::BuildResult& result);

}  // namespace buildstd::ops
