// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/ops/terminal.hpp"

/// The fast path for an unchanged call: the same command line, in the same place, with the same environment, and all
/// files that counted then unchanged, have the same sysroots as their result. Nothing is parsed or planned, and no
/// process is started.
namespace buildstd::ops {

/// A command that a process becomes, by the words of a command line.
struct Successor {
  std::vector<std::string> words;
  std::map<std::string, std::string> variables;  ///< beside the environment
  std::filesystem::path cwd;
};

/// The result of a build.
struct Outcome {
  std::vector<Sysroot> sysroots;
  Verbosity verbosity = Verbosity::normal;
  bool colors = false;
  std::filesystem::path directory = {};  ///< where the command stood, which `-C` may have named
  /// What is printed on standard output; unset: the sysroots' paths.
  std::optional<std::string> output = {};
  /// What the process becomes then.
  std::optional<Successor> successor = {};
  /// Files that these name.
  std::vector<std::filesystem::path> files = {};
};

/// A command line and what else decides how it is answered, before anything is parsed.
struct CommandLine {
  std::vector<std::string> arguments;  ///< as they were given
  std::filesystem::path cwd;           ///< before `-C`
  Environment environment;
  bool for_terminal = false;  ///< standard error is one
  std::string program = {};   ///< by which name buildstd was called
};

/// The result of an earlier call, if it is this one's too. Needs the user's cache.
std::optional<Outcome> find_cached_result(const CommandLine& command_line);

/// Keeps a call's result for `find_cached_result`. Does nothing where there is no cache, or where it is not known what
/// the result depends on.
/// @param decided `what_decides` of the session before anything was built
void cache_result(const CommandLine& command_line, const Session& session, const std::string& decided,
                  const Outcome& outcome);

/// The states of the files that decide about a session; empty where that is not known.
std::string what_decides(const Session& session);

}  // namespace buildstd::ops
