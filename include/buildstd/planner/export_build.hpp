// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/planner/plan.hpp"

/// Plans as files that other build systems execute.
namespace buildstd::planner {

/// What a build file needs beside the plans.
struct BuildFileContext {
  std::filesystem::path buildstd;      ///< the program, which runs each step
  std::vector<std::string> selection;  ///< its arguments that lead to the same plans again, for the last step
  unsigned jobs = 1;                   ///< at most so many compilers at once, where the build system knows such limits
};

/// What a step does with a result that has come out as it was before: keep its time, so that what comes after it need
/// not run (ninja's `restat`), or renew it (make goes by times alone).
enum class Unchanged { keep_time, renew_time };

/// For ninja 1.10 or later.
Result<std::string> as_ninja(const std::vector<Plan>& plans, const BuildFileContext& context);
/// For GNU make 3.81 or later.
Result<std::string> as_make(const std::vector<Plan>& plans, const BuildFileContext& context);

/// The plan's own file (`PlanFile`), which its steps read.
std::filesystem::path plan_file(const Plan& plan);
/// Where the last step of a plan says what it has made: the sysroot's path and a line end.
std::filesystem::path installed_file(const Plan& plan);
/// The file that other steps wait for: of a library, what is made last.
std::filesystem::path main_output(const Unit& unit);
/// The inputs of the main output, in make's language, beside it.
std::filesystem::path depfile(const Unit& unit);

}  // namespace buildstd::planner
