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

/// The file that says where a run's OUT_DIR was, beside its output (Cargo: `root-output`).
std::filesystem::path root_output(const planner::Unit& run);
/// The standard output of a build script, with its OUT_DIR where it is now.
Result<std::string> read_script_stdout(const planner::Unit& run);
/// Keeps it.
Result<void> write_script_stdout(const planner::Unit& run, const std::string& text);
/// The same text wherever the OUT_DIR is.
std::string without_place(const planner::Unit& run, const std::string& text);

/// What a build script's result depends on.
ObservedInputs observe(const planner::Unit& run, const ScriptOutput& output, const Environment& environment);
/// The variables that rustc says a crate's result depends on, from its dep-info, but for those that the call
/// itself sets.
/// @param script of the package, where it has one
ObservedInputs observe_dep_info(const planner::Unit& crate, const ScriptOutput* script, const Environment& environment);

/// The files that the compiler has read, absolute.
/// @param file its dep-info
/// @param directory where it stood
Result<std::set<std::string>> read_dep_info(const std::filesystem::path& file, const std::filesystem::path& directory);

}  // namespace buildstd::invoker
