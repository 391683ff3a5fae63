// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/planner/render.hpp"

namespace buildstd::invoker {

/// A unit's call of the compiler behind a wrapper, as that wrapper takes it best: the wrapper is the program, the
/// compiler its first argument.
///
/// sccache caches nothing that is compiled with `--sysroot` (its compiler/rust.rs: `TooHardPath`), before 0.9 nothing
/// with `--remap-path-prefix` either, and an argument with a path of one workspace would keep others from its
/// results. It gets a compiler that adds these arguments by itself, as bootstrap's shim does: a script of three
/// lines. Those that tell in the result are in variables that begin with `CARGO_`, which are in sccache's key.
/// Other wrappers get the command as it is.
Result<Command> wrapped_command(const std::string& wrapper, const planner::Unit& unit,
                                const std::vector<planner::Unit>& units, const planner::ScriptResults& scripts);

}  // namespace buildstd::invoker
