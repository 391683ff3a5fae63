// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

/// A plan as a file, for those who make its units one by one, each in a process of its own (`buildstd step`).
struct PlanFile {
  Plan plan;
  /// `[env]`: variables for all that is run, on top of those of whoever runs a step.
  std::map<std::string, std::string> environment;
  std::optional<std::string> rustc_wrapper;
};

/// The file's text: JSON, for the version of buildstd that has written it.
std::string write_plan_file(const PlanFile& file);
/// An error where it is not what this version has written.
Result<PlanFile> parse_plan_file(std::string_view text);

}  // namespace buildstd::planner
