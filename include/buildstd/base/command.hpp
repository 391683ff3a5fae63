// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/environment.hpp"

namespace buildstd {

/// A process as a value: what would be run, comparable and printable. Never goes through a shell.
struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  /// Variables set, or unset where there is no value, on top of the environment it is started in.
  std::map<std::string, std::optional<std::string>> environment;
  std::filesystem::path cwd;  ///< empty: where buildstd itself stands

  /// A line that can be pasted into a POSIX shell.
  [[nodiscard]] std::string shell_line() const;
  /// `base` with this command's changes.
  [[nodiscard]] Environment environment_over(const Environment& base) const;
  /// The same with more arguments.
  [[nodiscard]] Command with(std::vector<std::string> more) const;
  /// The same with a wrapper as the program, and what was the program as its first argument.
  [[nodiscard]] Command behind(std::string wrapper) const;
  bool operator==(const Command&) const = default;
};

/// Cargo's sentence about a process that failed, for the causes of an error.
/// @param command as it is to be shown
/// @param status how it ended, in words
std::string failed_process(std::string_view command, std::string_view status);

}  // namespace buildstd
