// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/planner/export_build.hpp"

namespace buildstd::planner {

/// One command of a build file, in no build system's language.
struct BuildStep {
  std::string description;                     ///< for people, as Cargo says it
  std::vector<std::string> words;              ///< program and arguments
  std::vector<std::filesystem::path> inputs;   ///< main outputs of the steps that come before
  std::vector<std::filesystem::path> outputs;  ///< the first is the main one
  std::filesystem::path depfile;               ///< in make's language; empty: none
};

/// The steps of a plan in its order, the last one puts the sysroot together. A step is run by `buildstd step`, which
/// does what no build system knows how to: it hands a build script's words on to the compiler, renders the compiler's
/// messages, and makes its dep-info one that every build system reads.
Result<std::vector<BuildStep>> build_steps(const Plan& plan, const BuildFileContext& context, Unchanged unchanged);

/// A name for the step that a person asks for: `sysroot-<target>`.
std::string sysroot_name(const Plan& plan);

/// A line of quoted words for a POSIX shell.
std::string shell_line(const std::vector<std::string>& words);

}  // namespace buildstd::planner
