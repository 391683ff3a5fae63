// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "buildstd/invoker/bound.hpp"
#include "buildstd/invoker/unit_times.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::invoker {

/// Which units can start, and in which order: the one with the longest way to the end first. A pure state
/// machine; knows nothing of processes.
class Schedule {
 public:
  /// @param durations of each unit; empty: guessed
  Schedule(const std::vector<planner::Unit>& units, std::vector<UnitDuration> durations);

  /// All that can start or go on; the least urgent first.
  [[nodiscard]] std::vector<std::size_t> ready() const;
  /// Units that wait for this one.
  [[nodiscard]] const std::vector<std::size_t>& dependents(std::size_t unit) const { return dependents_[unit]; }
  /// Whether one dependency is missing.
  [[nodiscard]] bool waits_for_one(std::size_t unit) const { return missing_[unit] == 1; }
  /// The unit that should start or go on next, if one can.
  [[nodiscard]] std::optional<std::size_t> most_urgent() const;
  /// The same of those that are suspended.
  [[nodiscard]] std::optional<std::size_t> most_urgent_suspended() const;
  /// A unit that could start, or go on, does, or need not.
  void take(std::size_t unit);
  /// A unit that was taken has not been started: it can start.
  void give_back(std::size_t unit);
  /// Codegen of a unit does not go on for now.
  void suspended(std::size_t unit);
  /// A library's metadata is there.
  void metadata_ready(std::size_t unit);
  /// The unit is there as a whole.
  void finished(std::size_t unit);
  [[nodiscard]] bool done() const { return finished_count_ == units_.size(); }
  [[nodiscard]] std::size_t finished_count() const { return finished_count_; }

  /// Units of which only codegen is left, and that goes on, with a shorter way to the end than `other`: who should let
  /// it go first, the least urgent one before the others. Not those that are about to end anyway.
  [[nodiscard]] std::vector<std::size_t> less_urgent_codegen(std::size_t other) const;
  /// Whether at most build scripts can run beside the unit until its metadata is there, since every other library waits
  /// for that, as for core's.
  [[nodiscard]] bool blocks_all_libraries(std::size_t unit) const;
  /// Seconds until all is done with `jobs` units at once, if each unit has run for what `elapsed` says.
  [[nodiscard]] double time_left(unsigned jobs, const std::vector<double>& elapsed) const;

 private:
  void release(std::size_t unit, bool metadata_only);
  // To the end, from its start on, or from its metadata on, if nobody waits for that any more.
  [[nodiscard]] double way(std::size_t unit) const {
    return has_metadata_[unit] ? durations_[unit].codegen + ways_.from_end[unit] : ways_.from_start[unit];
  }

  const std::vector<planner::Unit>& units_;
  std::vector<UnitDuration> durations_;
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<std::size_t> missing_;  // dependencies that are not there yet
  Ways ways_;
  std::vector<bool> has_metadata_;
  std::vector<bool> finished_;
  std::set<std::size_t> in_codegen_;
  std::set<std::pair<double, std::size_t>> ready_;  // by the way to the end, negative; suspended ones are among them
  std::size_t finished_count_ = 0;
};

}  // namespace buildstd::invoker
