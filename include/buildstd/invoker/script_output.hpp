// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::invoker {

/// What a build script told, from its standard output (the Cargo book, "Outputs of the Build Script").
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

  /// The arguments for the package's own compiler call, in Cargo's order (`add_native_deps`,
  /// `add_custom_flags`), without the cfgs that the invocation says to ignore.
  [[nodiscard]] std::vector<std::string> arguments(const planner::Invocation& invocation) const;
  /// Puts its part into the package's own compiler call.
  /// @param place where its arguments go, which must not be past the end of the command's
  void complete(Command& command, const planner::Invocation& place) const;
  /// Gives the build script of a dependent the metadata: `DEP_<LINKS>_<KEY>`.
  void pass_on(std::string_view links, Command& dependent) const;
};

/// Reads both syntaxes, `cargo:KEY=VALUE` and `cargo::KEY=VALUE`. Other lines mean nothing. An unknown key
/// is metadata in the old syntax and an error in the new one.
/// @param package named in errors
Result<ScriptOutput> parse_script_output(std::string_view text, std::string_view package);
/// The same of a file that a run has left, as `text`.
Result<ScriptOutput> read_script_output(const std::filesystem::path& file, std::string_view package);

}  // namespace buildstd::invoker
