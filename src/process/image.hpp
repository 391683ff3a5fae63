// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/environment.hpp"

namespace buildstd::process {

/// A command as execve(2) takes it. Made before a fork: a forked process must allocate nothing.
class ProcessImage {
 public:
  ProcessImage(const Command& command, const Environment& environment);
  ProcessImage(const ProcessImage&) = delete;
  ProcessImage& operator=(const ProcessImage&) = delete;

  /// Makes this process the command's, in its directory. Returns only where that cannot be done, with the reason in
  /// `errno`. Async-signal-safe.
  void execute();

 private:
  void execute(const std::string& program);

  std::vector<std::string> programs_;  ///< to be tried: what a name without a folder is found as in PATH
  std::vector<std::string> variables_;
  std::vector<std::string> words_;
  std::vector<char*> arguments_;  ///< behind two words for the shell
  std::vector<char*> environment_;
  std::string directory_;
};

}  // namespace buildstd::process
