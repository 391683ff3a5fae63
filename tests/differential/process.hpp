// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace buildstd::differential {

/// How a program ended, and what it wrote.
struct Outcome {
  int status = -1;  ///< exit status; -1 where a signal ended it
  std::string out;
  std::string err;
};

/// Runs a program with exactly this environment. Ends the test run where it cannot be started.
Outcome run(const std::vector<std::string>& command, const std::map<std::string, std::string, std::less<>>& environment,
            const std::filesystem::path& directory);

}  // namespace buildstd::differential
