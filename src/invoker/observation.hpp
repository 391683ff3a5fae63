// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/planner/unit.hpp"

/// What finished units depend on, read from the files beside their results.
namespace buildstd::invoker {

/// The folders that a unit's files may name, and that are elsewhere in another build: its own directory, and the folder
/// above the sources. What is kept of a unit names neither.
class Places {
 public:
  Places(const planner::Unit& unit, const std::filesystem::path& sources)
      : build_(unit.directories.root.string()), sources_(sources.string()) {}

  [[nodiscard]] std::string hide(const std::string& text) const;
  [[nodiscard]] std::string show(const std::string& text) const;
  /// The same in a dep-info, where blanks have backslashes before them.
  [[nodiscard]] std::string hide_in_dep_info(const std::string& text) const;
  /// The file that a name of a kept dep-info stands for; empty for one of the build's own.
  [[nodiscard]] std::string file_of(const std::string& name) const;
  /// Whether some text, hidden or not, names the sources.
  [[nodiscard]] bool has_sources(std::string_view text) const;

 private:
  std::string build_;
  std::string sources_;
};

/// The standard output of a build script, with places as they are now.
Result<std::string> read_script_stdout(const planner::Unit& run, const Places& places);
/// Keeps it, for this and other builds.
Result<void> write_script_stdout(const planner::Unit& run, const std::string& text, const Places& places);
/// Keeps a crate's dep-info for this and other builds.
Result<void> keep_dep_info(const planner::Unit& crate, const Places& places);

/// Stands among the variables that a result depends on for the folder above the sources. No shell can set it.
inline constexpr std::string_view place_variable = "the folder of the sources";
std::string place_value(const std::filesystem::path& sources);

/// The files that a build script has looked at, absolute.
std::set<std::string> looked_at(const planner::Unit& run, const ScriptOutput& output);
/// What a build script's result depends on beside the unit's key, which is over the sources.
/// @param sources the folder above `library`
ObservedInputs observe(const planner::Unit& run, const ScriptOutput& output, const Environment& environment,
                       const std::filesystem::path& sources);
/// The variables that rustc says a crate's result depends on, from its dep-info, but for those that the call
/// itself sets.
/// @param script of the package, where it has one
ObservedInputs observe_dep_info(const planner::Unit& crate, const ScriptOutput* script, const Environment& environment,
                                const std::filesystem::path& sources);

/// The files that the compiler has read, absolute; without the build's own in a dep-info that is kept.
/// @param directory where it stood
Result<std::set<std::string>> read_dep_info(const planner::Unit& crate, const std::filesystem::path& directory,
                                            const Places& places);

}  // namespace buildstd::invoker
