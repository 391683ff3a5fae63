// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/invoker/step.hpp"
#include "buildstd/ops/session.hpp"

/// Builds that another build system runs: the file for it, and that file's last step.
namespace buildstd::ops {

using invoker::CompileStep;
using invoker::run_step;
using invoker::ScriptStep;
using invoker::Step;

enum class BuildSystem { ninja, make };

/// The text of a build file for all targets of the session.
/// @param buildstd the program that the file's steps call
/// @param arguments those with which the program opens this session again
Result<std::string> build_file(const Session& session, BuildSystem system, const std::filesystem::path& buildstd,
                               std::vector<std::string> arguments);

/// Makes the sysroot of the plan with this key from what the other steps have compiled, as `build` would have named it,
/// and notes its path where the build file expects it. An error where the plan is another one by now.
Result<std::filesystem::path> install_exported(const Session& session, const std::string& key);

}  // namespace buildstd::ops
