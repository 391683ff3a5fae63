// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/invoker/build.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/invoker/unit_store.hpp"
#include "buildstd/planner/joint_plan.hpp"
#include "invoker/freshness.hpp"

namespace buildstd::invoker {

/// Which units are made, now or before or by another build, and what they have told of themselves: what build scripts
/// said, and what the results depend on beside the plan. By index into the plan's units.
class MadeUnits {
 public:
  MadeUnits(const planner::JointPlan& plan, const BuildOptions& options)
      : plan_(plan),
        options_(options),
        freshness_(plan),
        observed_(plan.units.size()),
        made_(plan.units.size()),
        started_ns_(plan.units.size()) {}

  /// By an earlier, interrupted run, or by a build that the store knows; its dependencies must be made.
  /// @param missed is told why the store has it not, where that is worth telling
  bool is_made(std::size_t unit, BuildObserver& missed);
  /// Makes room for a unit's results. Nothing is written into an old file, which a sysroot or the store may share by a
  /// hard link.
  [[nodiscard]] Result<void> make_room(std::size_t unit);
  /// The crate's dep-info is there; its dependents may start from here on. An error where something that was read is
  /// not what the plan's keys were made over.
  [[nodiscard]] Result<void> crate_observed(std::size_t unit);
  /// A build script has run and said this; an error where it cannot be understood.
  [[nodiscard]] Result<void> script_said(std::size_t unit, const std::string& text);
  /// All of the unit is there: remembered for the next run, and given to the store.
  /// @param unkept is told why it is not given to the store, where that is worth telling
  [[nodiscard]] Result<void> remember(std::size_t unit, BuildObserver& unkept);

  /// What a build script said; nothing where it has not run, or the unit is none.
  [[nodiscard]] const ScriptOutput* script(std::size_t unit) const;
  [[nodiscard]] const ObservedInputs& observed(std::size_t unit) const { return observed_[unit].inputs; }
  /// What the unit's files hold; it must be there.
  [[nodiscard]] const std::vector<FileContent>& contents(std::size_t unit) const { return made_[unit]; }
  [[nodiscard]] UnitFiles files(std::size_t unit) const;

 private:
  struct Observation {
    ObservedInputs inputs;
    std::string said;  ///< by a build script
    [[nodiscard]] std::string digest() const { return said + inputs.digest(); }
  };

  [[nodiscard]] bool has_store(std::size_t unit) const;
  [[nodiscard]] StoredUnit stored(std::size_t unit) const;
  [[nodiscard]] std::optional<Observation> observe_made(std::size_t unit);
  [[nodiscard]] Observation observe_crate(std::size_t unit) const;
  void settle(std::size_t unit, Observation seen);
  [[nodiscard]] Result<void> check_inputs(std::size_t unit) const;
  [[nodiscard]] std::optional<std::string> change_while_made(std::size_t unit) const;

  const planner::JointPlan& plan_;
  const BuildOptions& options_;
  Freshness freshness_;
  std::map<std::size_t, ScriptOutput> scripts_;
  std::vector<Observation> observed_;
  std::vector<std::vector<FileContent>> made_;
  std::vector<std::int64_t> started_ns_;  ///< of build scripts, by the file system's clock
  std::set<std::size_t> settled_;         ///< crates that have been observed in this run
  std::set<std::size_t> asked_;           ///< the store has been asked for, without success
};

}  // namespace buildstd::invoker
