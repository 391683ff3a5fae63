// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/config/settings.hpp"
#include "value.hpp"

namespace buildstd::config {

/// What `Config` holds: files and options merged, and beside them the variables, which Cargo consults when
/// a value is asked for, not before.
struct Config::Data {
  Value root;
  Environment environment;
  std::filesystem::path cwd;
  std::optional<std::filesystem::path> cargo_home;
  std::vector<std::filesystem::path> looked_for;  ///< files, whether they are there or not
};

}  // namespace buildstd::config
