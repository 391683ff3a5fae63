// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"
#include "buildstd/planner/export_build.hpp"

/// Builds that another build system runs: the file for it, and that file's last step.
namespace buildstd::ops {

enum class BuildSystem { ninja, make };

/// The text of a build file for all targets of the session.
/// @param buildstd the program that the file's steps call
/// @param arguments those with which the program opens this session again
Result<std::string> build_file(const Session& session, BuildSystem system, const std::filesystem::path& buildstd,
                               std::vector<std::string> arguments);

/// Writes the file of the plan with this key, which the other steps read. An error where the plan has changed.
Result<void> write_exported_plan(const Session& session, const std::string& key);

/// Makes one unit of the plan in a file, as a step of a build file does.
Result<void> run_step(const std::filesystem::path& plan, std::size_t unit, planner::Unchanged unchanged,
                      const Environment& environment, Diagnostics& diagnostics);

/// Makes the sysroot of the plan with this key from what the other steps have compiled, as `build` would have named it,
/// and notes its path where the build file expects it. An error where the plan has changed.
Result<std::filesystem::path> install_exported(const Session& session, const std::string& key);

}  // namespace buildstd::ops
