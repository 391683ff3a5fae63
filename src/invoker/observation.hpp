// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/planner/unit.hpp"

/// What finished units depend on, read from the files beside their results.
namespace buildstd::invoker {

/// The standard output of a build script, with its OUT_DIR where it is now.
Result<std::string> read_script_stdout(const planner::Unit& run);
/// Keeps it, for this and other build directories.
Result<void> write_script_stdout(const planner::Unit& run, const std::string& text);
/// The same text wherever the unit's build directory is.
std::string without_place(const planner::Unit& unit, const std::string& text);
/// Keeps a crate's dep-info for this and other build directories: what it names of this one, a store's readers have
/// not, and need not see.
Result<void> keep_dep_info(const planner::Unit& crate);

/// What a build script's result depends on beside the unit's key.
/// @param library the sources, over which keys are made
ObservedInputs observe(const planner::Unit& run, const ScriptOutput& output, const Environment& environment,
                       const std::filesystem::path& library);
/// The files that a build script has looked at, absolute.
std::set<std::string> looked_at(const planner::Unit& run, const ScriptOutput& output);
/// The variables that rustc says a crate's result depends on, from its dep-info, but for those that the call
/// itself sets.
/// @param script of the package, where it has one
ObservedInputs observe_dep_info(const planner::Unit& crate, const ScriptOutput* script, const Environment& environment);

/// The files that the compiler has read, absolute; without the build's own in a dep-info that is kept.
/// @param file its dep-info
/// @param directory where it stood
Result<std::set<std::string>> read_dep_info(const std::filesystem::path& file, const std::filesystem::path& directory);

}  // namespace buildstd::invoker
