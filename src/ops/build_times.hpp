// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "buildstd/invoker/build.hpp"
#include "buildstd/ops/session.hpp"
#include "buildstd/ops/timing_report.hpp"
#include "buildstd/planner/joint_plan.hpp"
#include "buildstd/process/resources.hpp"

namespace buildstd::ops {

/// What the units of a build take: known from earlier ones before it, recorded for later ones behind it, and reported.
class BuildTimes {
 public:
  /// @param kept where times are kept between builds
  BuildTimes(const Session& session, const planner::JointPlan& plan, fs::KeptFile kept);

  /// Lets a build know what to expect, and this what becomes of it.
  void attach(invoker::BuildOptions& options);
  /// Looks at the processors; to be called now and then.
  void sample();
  /// Keeps what was seen. Losing it costs time, nothing else.
  void save();
  /// Writes the report below the session's directory. Its path; nothing where no unit was run.
  Result<std::optional<std::filesystem::path>> report() const;

 private:
  const Session& session_;
  const planner::JointPlan& plan_;
  fs::KeptFile kept_;
  std::string toolchain_;
  invoker::UnitTimes times_;
  std::vector<std::optional<invoker::UnitTiming>> timings_;
  std::vector<std::pair<double, double>> cpu_usage_;
  std::optional<process::ProcessorUse> last_use_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace buildstd::ops
