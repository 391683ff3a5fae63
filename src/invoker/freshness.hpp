// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/invoker/build.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/planner/joint_plan.hpp"

namespace buildstd::invoker {

/// Which units of a plan's directory are done: a stamp file for each, written when its command has
/// succeeded. A stamp holds the stamps of the unit's dependencies, so that one that was made again makes
/// its dependents again. The command itself needs no place in it: the directory is named after the plan.
class Freshness {
 public:
  explicit Freshness(const planner::JointPlan& plan) : plan_(plan), stamps_(plan.units.size()) {}

  /// Whether the unit need not be run; its dependencies must have been asked about, or recorded, before.
  bool is_fresh(std::size_t unit, const Environment& environment);
  /// A unit's command starts. From here on its dependents may start and end, before it ends itself.
  void begin(std::size_t unit);
  /// Remembers that the unit's command has succeeded.
  Result<void> record(std::size_t unit, const Environment& environment, const ScriptOutput* script);

 private:
  [[nodiscard]] std::filesystem::path stamp_file(std::size_t index) const;
  [[nodiscard]] std::string expected(const planner::Unit& unit, const std::string& observed) const;

  const planner::JointPlan& plan_;
  std::vector<std::string> stamps_;
};

/// Where a run of a build script keeps what the script said.
std::filesystem::path script_output_file(const planner::Unit& run);

/// What a build script's result depends on.
ObservedInputs observe(const planner::Unit& run, const ScriptOutput& output, const Environment& environment);
/// The variables that rustc says a crate's result depends on, from the dep-info beside its output, but for
/// those that the invocation itself sets.
ObservedInputs observe_dep_info(const planner::Unit& library, const ScriptOutput* script,
                                const Environment& environment);

}  // namespace buildstd::invoker
