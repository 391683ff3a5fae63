// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace buildstd::verify {

/// What `buildstd-verify` would print, and its exit status.
struct Outcome {
  int status = 0;
  std::string data;  ///< for standard output
  std::string said;  ///< for standard error
};

/// The whole program but its printing. Status: 0, 1 (usage), 2 (ran and found differences), 101 (could not run).
Outcome run(std::vector<std::string> arguments, const std::filesystem::path& cwd);

}  // namespace buildstd::verify
