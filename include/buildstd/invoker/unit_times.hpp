// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/base/kept_file.hpp"
#include "buildstd/planner/plan.hpp"

namespace buildstd::invoker {

/// What a unit takes with a processor of its own, in seconds: to its metadata, and from there to its end. What has no
/// metadata is all frontend.
struct UnitDuration {
  double frontend = 0;
  double codegen = 0;
  [[nodiscard]] double total() const { return frontend + codegen; }
};

/// When a unit ran, in seconds since the build's start.
struct UnitTiming {
  double start = 0;
  std::optional<double> metadata = {};
  double end = 0;
  /// Processor time until the metadata, and of the whole, where it is known.
  std::optional<double> processor_to_metadata = {};
  std::optional<double> processor = {};
  std::vector<std::pair<double, double>> suspended = {};  ///< from and to, during codegen, in order

  [[nodiscard]] double duration() const { return end - start; }
  [[nodiscard]] double suspended_seconds() const;
  [[nodiscard]] double at_work() const { return duration() - suspended_seconds(); }
  /// Without the time in which others had the processor.
  [[nodiscard]] UnitDuration alone() const;
};

/// What crates of std take on an ordinary machine, to begin with.
UnitDuration guessed_duration(const planner::Unit& unit);

/// The durations that builds have seen, for each kind of build (a toolchain and a target). One small file; one that is
/// damaged, or of another format, counts as absent.
class UnitTimes {
 public:
  static UnitTimes load(const fs::KeptFile& file);
  /// Keeps the most recent kinds of builds only.
  void save(const fs::KeptFile& file) const;

  /// What each unit takes: as seen in builds with this toolchain for the unit's target, else in the most recent other
  /// ones, else guessed. Empty where no unit has been seen.
  [[nodiscard]] std::vector<UnitDuration> expected(const std::string& toolchain,
                                                   const std::vector<planner::Unit>& units) const;
  void add(const std::string& toolchain, const planner::Unit& unit, UnitDuration seen);

 private:
  struct Kind {
    std::string name;
    std::map<std::string, UnitDuration> units;
  };
  std::vector<Kind> kinds_;  // the most recent first
};

}  // namespace buildstd::invoker
