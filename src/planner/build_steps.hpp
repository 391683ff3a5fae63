// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/planner/export_build.hpp"

namespace buildstd::planner {

/// One command of a build file, in no build system's language.
struct BuildStep {
  enum class Kind { write_plan, unit, install };
  Kind kind = Kind::unit;
  std::string description;                    ///< for people, as Cargo says it
  std::vector<std::string> words;             ///< program and arguments
  std::vector<std::filesystem::path> inputs;  ///< main outputs of the steps that come before
  /// Must be there, but a newer one is no reason to run the step again.
  std::vector<std::filesystem::path> order_only;
  std::vector<std::filesystem::path> outputs;  ///< the first is the main one
  std::filesystem::path depfile;               ///< in make's language; empty: none
};

/// The steps of a plan in its order: the first writes the plan's file, which the others read, the last puts the sysroot
/// together. A step is run by `buildstd step`, which does what no build system knows how to: it passes a build script's
/// output on to the compiler, renders the compiler's messages, and makes its dep-info one that every build system
/// reads.
Result<std::vector<BuildStep>> build_steps(const Plan& plan, const BuildFileContext& context, Unchanged unchanged);

/// A name for the step that a person asks for: `sysroot-<target>`.
std::string sysroot_name(const Plan& plan);

/// A line of quoted words for a POSIX shell.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace buildstd::planner
