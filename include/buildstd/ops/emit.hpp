// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/sysroot/emit.hpp"

namespace buildstd::ops {

/// What `--emit` and `--artifact-dir` ask for; nothing where they are not given.
std::optional<sysroot::Emission> emission(const Selection& selection, const std::filesystem::path& cwd);

/// Whether what is to be built can be emitted: core or alloc, with code where objects are wanted, for one target, and
/// not the prebuilt one. Nothing to emit is no error.
Result<void> check_emission(const Selection& selection, const std::vector<TargetChoice>& targets);

/// Leaves core's and alloc's files where a makefile wants them (`sysroot::emit`).
/// @param sysroots of a session that passed `check_emission`
Result<void> emit(const std::vector<Sysroot>& sysroots, const sysroot::Emission& emission);

}  // namespace buildstd::ops
