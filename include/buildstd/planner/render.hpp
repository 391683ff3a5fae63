// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/planner/plan.hpp"

/// Units as command lines.
namespace buildstd::planner {

/// What is only known when build scripts have run.
struct ScriptResults {
  /// For a call of the compiler, what the package's own script adds to its arguments and environment.
  std::vector<std::string> arguments;
  /// Likewise; for a run of a script the metadata of its dependencies' (`DEP_…`) and what else it is told.
  std::map<std::string, std::string> environment;
};

/// Which arguments a command line has.
enum class RenderedArguments {
  all,
  without_paths,  ///< not the sysroot and the remaps, which name directories of this machine (`path_arguments`)
};

struct RenderedCommand {
  Command command;
  /// Index into the arguments at which those of the package's build script are, or would be.
  std::size_t script_arguments_at = 0;
};

/// The command that makes a unit, in the order in which Cargo puts arguments and, for std crates, bootstrap's shim
/// after them.
/// @param units all of the unit's plan, by which its dependencies are named
RenderedCommand render(const Unit& unit, const std::vector<Unit>& units, const ScriptResults& results = {},
                       RenderedArguments which = RenderedArguments::all);

/// What `without_paths` leaves out: the remaps, and the directory of `--sysroot` (empty: the toolchain's own).
struct PathArguments {
  std::vector<std::string> remaps;
  std::filesystem::path sysroot;
};
PathArguments path_arguments(const Unit& unit);

/// What OUT_DIR is called in what a call makes, as `without_paths` leaves it out, too; empty: as it is.
std::string out_dir_name(const Unit& unit, const std::vector<Unit>& units);

/// The command that makes a startup object below `directories`.
Command render(const StartupObject& object, const Directories& directories);

}  // namespace buildstd::planner
