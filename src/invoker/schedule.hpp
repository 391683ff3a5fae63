// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::invoker {

/// Which units can start, and in which order: the one with the longest way to the end first. A pure state
/// machine; knows nothing of processes.
class Schedule {
 public:
  explicit Schedule(const std::vector<planner::Unit>& units);

  /// The unit that should start next, if one can.
  [[nodiscard]] std::optional<std::size_t> most_urgent() const;
  /// A unit that could start does, or need not.
  void take(std::size_t unit) { ready_.erase({-urgency_[unit], unit}); }
  /// A library's metadata is there.
  void metadata_ready(std::size_t unit);
  /// The unit is there as a whole.
  void finished(std::size_t unit);
  [[nodiscard]] bool done() const { return finished_ == units_.size(); }
  [[nodiscard]] std::size_t finished_count() const { return finished_; }

 private:
  // Whether the metadata of a unit is enough for the dependent (Cargo: `only_requires_rmeta`).
  [[nodiscard]] bool metadata_suffices(std::size_t dependency, std::size_t dependent) const;
  void release(std::size_t unit, bool metadata_only);

  const std::vector<planner::Unit>& units_;
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<std::size_t> missing_;  // dependencies that are not there yet
  std::vector<double> urgency_;       // seconds to the end along the longest way
  std::vector<bool> has_metadata_;
  std::set<std::pair<double, std::size_t>> ready_;  // by negative urgency
  std::size_t finished_ = 0;
};

}  // namespace buildstd::invoker
