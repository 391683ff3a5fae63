// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "buildstd/invoker/unit_times.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::invoker {

/// Whether the metadata of a unit is enough for one that depends on it (Cargo: `only_requires_rmeta`).
bool metadata_suffices(const planner::Unit& dependency, const planner::Unit& dependent);

/// What a unit that is linked waits for beside what it names: the libraries of those libraries, whose code it needs,
/// while they themselves read only metadata of each other (Cargo: job_queue/mod.rs, `enqueue`). Nothing for others.
std::vector<std::size_t> linked_beyond(const std::vector<planner::Unit>& units, std::size_t unit);

/// Seconds to the end of all that waits for a unit, along the longest way: from its start, from its metadata (its own
/// codegen counts), and from its end on. What needs only metadata waits for the frontend, the rest for codegen too.
struct Ways {
  std::vector<double> from_start;
  std::vector<double> from_metadata;
  std::vector<double> from_end;
};
Ways ways_to_the_end(const std::vector<planner::Unit>& units, const std::vector<UnitDuration>& durations);

/// What no schedule of a build can go below.
struct BuildBound {
  std::vector<std::size_t> critical_path;  ///< the units along the longest way
  double critical_seconds = 0;             ///< how long that takes
  double work = 0;                         ///< processor time of all units
  double seconds = 0;                      ///< the largest bound found
};

/// @param durations with a processor of their own
/// @param work processor time of the same; more than the duration where a unit has several threads
BuildBound lower_bound(const std::vector<planner::Unit>& units, const std::vector<UnitDuration>& durations,
                       const std::vector<UnitDuration>& work, unsigned processors);

}  // namespace buildstd::invoker
