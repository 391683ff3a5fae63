// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "buildstd/ops/session.hpp"
#include "buildstd/workspace/workspace.hpp"

namespace buildstd::ops {

/// Where std's dependencies are: what the selection names; for sources without a `vendor` folder (rustup's before
/// 1.98, Debian's before 1.96), Cargo's cache of its registries.
workspace::DependencySources dependency_sources(const Selection& selection, const config::Config& config,
                                                const std::filesystem::path& cwd, const std::filesystem::path& library);

/// A fingerprint over the content of all that may be compiled.
/// @param inputs gets the states of what it is about
Result<std::string> digest(const Session& session, const workspace::Workspace& workspace, InputStates& inputs);

}  // namespace buildstd::ops
