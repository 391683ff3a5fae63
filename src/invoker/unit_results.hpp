// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/input_states.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/invoker/build.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/invoker/unit_store.hpp"
#include "buildstd/planner/unit.hpp"
#include "invoker/freshness.hpp"
#include "invoker/observation.hpp"

namespace buildstd::invoker {

/// What decides whether a result of another run is one of this.
struct ResultOptions {
  Environment environment;             ///< to see whether what build scripts looked at has changed
  std::optional<std::string> wrapper;  ///< `RUSTC_WRAPPER`
  std::filesystem::path sources;       ///< the folder above `library`, over which the units' keys are
  UnitStore* store = nullptr;          ///< of finished units beyond this build; null: none
  /// What the units' keys are about; null: what it is later is not compared.
  std::shared_ptr<const InputStates> inputs = nullptr;
  std::string loader = {};  ///< `BuildOptions::loader`
};

/// Which units are made, in this run, in an earlier one or by another build, and what they report of themselves: the
/// output of build scripts, and what the results depend on besides the plan. By index into the units.
class UnitResults {
 public:
  UnitResults(const std::vector<planner::Unit>& units, ResultOptions options)
      : units_(units),
        options_(with_place(std::move(options))),
        freshness_(units),
        observed_(units.size()),
        made_(units.size()),
        started_ns_(units.size()) {}

  /// Whether an earlier, interrupted run has made the unit, or the store has it; its dependencies must be made, but a
  /// build script's run can be there without the script.
  /// @param missed receives the reason for a miss of the store, where there is one
  bool is_made(std::size_t unit, BuildObserver& missed);
  /// The unit as the store, and others like it, know it; its dependencies must be made.
  [[nodiscard]] StoredUnit stored(std::size_t unit) const;
  /// Whether the store has been asked for the unit, which it may come to have later.
  [[nodiscard]] bool may_come(std::size_t unit) const { return has_store(unit) && asked_.contains(unit); }
  /// The store is to be asked once more.
  void look_again(std::size_t unit) { asked_.erase(unit); }
  /// Removes what an earlier run has left of a unit. Nothing is written into an old file, which a sysroot or the store
  /// may share by a hard link.
  [[nodiscard]] Result<void> remove_old(std::size_t unit);
  /// The crate's dep-info is there; its dependents may start from here on. An error where something that was read is
  /// not what the units' keys were made over.
  [[nodiscard]] Result<void> crate_observed(std::size_t unit);
  /// A build script has run and printed this; an error where it cannot be understood.
  [[nodiscard]] Result<void> script_finished(std::size_t unit, const std::string& text);
  /// Reads the output of a build script that another process has run.
  [[nodiscard]] Result<void> load_script(std::size_t unit);
  /// All of the unit is there: recorded for the next run, and given to the store.
  /// @param unkept receives the reason why it is not given to the store, where there is one
  [[nodiscard]] Result<void> record(std::size_t unit, BuildObserver& unkept);

  /// A build script's output; null where it has not run, or the unit is none.
  [[nodiscard]] const ScriptOutput* script(std::size_t unit) const;
  [[nodiscard]] const ObservedInputs& observed(std::size_t unit) const { return observed_[unit].inputs; }
  /// What the unit's files hold; it must be made.
  [[nodiscard]] const std::vector<FileContent>& contents(std::size_t unit) const { return made_[unit]; }
  [[nodiscard]] UnitFiles files(std::size_t unit) const;

 private:
  struct Observation {
    ObservedInputs inputs;
    std::string script_text;  ///< a build script's output, without the place of its OUT_DIR
    [[nodiscard]] std::string digest() const { return script_text + inputs.digest(); }
  };

  static ResultOptions with_place(ResultOptions options);
  [[nodiscard]] Places places(std::size_t unit) const { return {units_[unit], options_.sources}; }
  [[nodiscard]] bool has_store(std::size_t unit) const;
  [[nodiscard]] bool find(std::size_t unit, BuildObserver& missed);
  [[nodiscard]] std::optional<Observation> observe_made(std::size_t unit);
  [[nodiscard]] ObservedInputs observe_run(std::size_t unit, const ScriptOutput& output) const;
  [[nodiscard]] Observation observe_crate(std::size_t unit) const;
  void settle(std::size_t unit, Observation seen);
  /// @param read the files that the unit's process has read; unset: not known
  [[nodiscard]] Result<void> check_inputs(std::size_t unit, const std::optional<std::set<std::string>>& read) const;
  [[nodiscard]] std::optional<std::string> change_while_made(std::size_t unit) const;

  const std::vector<planner::Unit>& units_;
  ResultOptions options_;
  Freshness freshness_;
  std::map<std::size_t, ScriptOutput> scripts_;
  std::vector<Observation> observed_;
  std::vector<std::vector<FileContent>> made_;
  std::vector<std::int64_t> started_ns_;  ///< of build scripts, by the file system's clock
  std::set<std::size_t> settled_;         ///< crates that have been observed in this run
  std::set<std::size_t> asked_;           ///< the store has been asked for, without success
  std::set<std::size_t> found_;           ///< units that are made, and were not in this run
};

}  // namespace buildstd::invoker
