// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/planner/plan.hpp"

/// Plans as files that other build systems execute.
namespace buildstd::planner {

/// What a build file needs beside the plans.
struct BuildFileContext {
  std::filesystem::path buildstd;      ///< the program, which runs each step
  std::vector<std::string> selection;  ///< its arguments that lead to the same plans again, for the last step
  std::optional<std::string> rustc_wrapper;
  /// `[env]`: variables for all that is run, on top of those of whoever runs the build.
  std::map<std::string, std::string> environment;
  unsigned jobs = 1;  ///< at most so many compilers at once, where the build system knows such limits
};

/// What a step does with a result that has come out as it was before: keep its time, so that what comes after it need
/// not run (ninja's `restat`), or renew it (make goes by times alone).
enum class Unchanged { keep_time, renew_time };

/// For ninja 1.10 or later.
Result<std::string> as_ninja(const std::vector<Plan>& plans, const BuildFileContext& context);
/// For GNU make 3.81 or later.
Result<std::string> as_make(const std::vector<Plan>& plans, const BuildFileContext& context);

/// Where the last step of a plan says what it has made: the sysroot's path and a line end.
std::filesystem::path installed_file(const Plan& plan);

/// `value` in one line, and back: `\` and line ends are written `\\`, `\n`, `\r`.
std::string escape_line(std::string_view value);
std::string unescape_line(std::string_view line);

}  // namespace buildstd::planner
