// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/render.hpp"

namespace buildstd::invoker {

/// What a build script printed, from its standard output (the Cargo book, "Outputs of the Build Script").
struct ScriptOutput {
  std::vector<std::string> cfgs;
  std::vector<std::string> check_cfgs;
  std::vector<std::string> library_paths;  ///< as `-L` takes them
  std::vector<std::string> library_links;  ///< as `-l` takes them
  std::map<std::string, std::string> environment;
  std::vector<std::string> rerun_if_changed;      ///< relative to the package
  std::vector<std::string> rerun_if_env_changed;  ///< names
  std::map<std::string, std::string> metadata;    ///< for dependents with `links`: `DEP_<LINKS>_<KEY>`
  std::vector<std::string> warnings;
  std::vector<std::string> errors;

  /// What the script adds to its package's own compiler call, in Cargo's order (`add_native_deps`,
  /// `add_custom_flags`), without the cfgs that the call ignores. rustdoc is told of no libraries to link (Cargo:
  /// compiler/mod.rs, `rustdoc`).
  [[nodiscard]] planner::ScriptResults results_for(const planner::Unit& crate) const;
  /// What the build script of a dependent is told of this one's metadata: `DEP_<LINKS>_<KEY>`.
  void add_metadata(std::string_view links, planner::ScriptResults& dependent) const;
};

/// Reads both syntaxes, `cargo:KEY=VALUE` and `cargo::KEY=VALUE`. Other lines mean nothing. An unknown key
/// is metadata in the old syntax and an error in the new one.
/// @param package named in errors
Result<ScriptOutput> parse_script_output(std::string_view text, std::string_view package);

}  // namespace buildstd::invoker
