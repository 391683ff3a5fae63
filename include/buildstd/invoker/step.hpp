// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/invoker/build.hpp"
#include "buildstd/planner/plan.hpp"

/// Single steps of a plan that another build system executes (planner/export_build.hpp writes its file). What `build`
/// does around a command is done here for one: each step knows what it needs from its arguments alone.
namespace buildstd::invoker {

/// What all steps have.
struct Step {
  std::string package;                         ///< named in messages
  Command command;                             ///< as planned
  std::vector<std::filesystem::path> outputs;  ///< the first is the main one, which the depfile is about
  std::filesystem::path depfile;               ///< to write, in make's language: the main output's inputs
  bool keep_times = false;                     ///< of outputs that come out as they were before
};

/// A call of the compiler.
struct CompileStep : Step {
  /// What the package's build script has said, and what becomes of it.
  struct Script {
    std::filesystem::path output;
    planner::Invocation place;  ///< where its arguments go, and which are ignored
  };
  std::optional<Script> script;
  std::filesystem::path dep_info;  ///< that the compiler writes
  std::filesystem::path sources;   ///< what the link in the crate's sysroot leads to; empty: it has no such sysroot
  bool wrapped = false;            ///< the compiler is the first argument of the command
};

/// A run of a build script, whose main output is a file for its standard output.
struct ScriptStep : Step {
  std::filesystem::path out_dir;
  /// `links` of packages this one depends on, and what their scripts have said.
  std::vector<std::pair<std::string, std::filesystem::path>> links;
};

/// Runs it; the compiler's messages, if it fails, are in the error. On a failure none of the outputs is left.
Result<void> run_step(const CompileStep& step, const Environment& environment);
Result<void> run_step(const ScriptStep& step, const Environment& environment, Diagnostics& diagnostics);

/// What a plan's result depends on beside the plan, when all its units are there.
Result<ObservedInputs> observe_finished(const planner::Plan& plan, const Environment& environment);

}  // namespace buildstd::invoker
