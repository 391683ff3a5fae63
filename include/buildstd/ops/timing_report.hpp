// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/invoker/bound.hpp"
#include "buildstd/invoker/unit_times.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::ops {

/// Where the time of a build has gone.
struct TimingReport {
  std::vector<planner::Unit> units;
  std::vector<std::optional<invoker::UnitTiming>> timings;  ///< of each unit; nothing: it was there
  std::vector<std::string> targets;
  double duration = 0;        ///< from the first start to the last end, in seconds
  unsigned jobs = 1;          ///< `-j`
  unsigned processors = 1;    ///< of the machine
  std::string rustc_version;  ///< `rustc 1.96.0 (ac68faa20 2026-05-25)`
  std::string host;
  std::string start;                                 ///< in words
  std::vector<std::pair<double, double>> cpu_usage;  ///< of the machine: seconds since the start, per cent
  invoker::BuildBound bound;
};

/// Works out what follows from the rest: the duration and the bound.
void analyse(TimingReport& report);

/// The times at which one more unit runs, and at which one less does, in order.
std::vector<std::pair<double, int>> changes_of_running(const TimingReport& report);

/// With the names that Cargo's reports use, where it has them (cargo: core/compiler/timings), and `critical_path`,
/// `lower_bound` and what they come from.
std::string timing_json(const TimingReport& report);
/// A page that needs nothing but itself.
std::string timing_html(const TimingReport& report);

}  // namespace buildstd::ops
