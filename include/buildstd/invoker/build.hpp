// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/invoker/runner.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/invoker/unit_store.hpp"
#include "buildstd/invoker/unit_times.hpp"
#include "buildstd/planner/joint_plan.hpp"

namespace buildstd::invoker {

/// Told what happens during a build, to show it.
class BuildObserver {
 public:
  virtual ~BuildObserver() = default;
  /// A unit's command starts; `wrapped` is what is really run.
  virtual void started(const planner::Unit& unit, const Command& wrapped) = 0;
  /// A unit is there, by its command or because it was there before.
  virtual void finished(const planner::Unit& unit, bool fresh) = 0;
  /// One of the compiler's diagnostics, as the JSON it has written.
  virtual void compiler_message(const planner::Unit& /*unit*/, std::string_view /*json*/) {}
  /// A build script has run, now or before, and has said this.
  virtual void script_executed(const planner::Unit& /*run*/, const ScriptOutput& /*output*/) {}
  /// The store had the unit once, but it does not fit any more.
  virtual void missed(const planner::Unit& /*unit*/, std::string_view /*reason*/) {}
  /// The unit was made and is not given to the store.
  virtual void not_kept(const planner::Unit& /*unit*/, std::string_view /*reason*/) {}
  /// How far the build is: units done, units in all, and those that run.
  virtual void progress(std::size_t done, std::size_t total, const std::vector<const planner::Unit*>& running) = 0;
  /// How many seconds are left from now on; told with `progress` where durations are known.
  virtual void time_left(double /*seconds*/) {}
};

struct BuildOptions {
  Environment environment;             ///< to see whether what build scripts looked at has changed
  std::optional<std::string> wrapper;  ///< `RUSTC_WRAPPER`, put before the compiler
  /// The observer shows the compiler's diagnostics; the error of a failed unit need not have them.
  bool observer_shows_messages = false;
  unsigned jobs = 1;           ///< how many units are expected to run at once; what build scripts are told: `NUM_JOBS`
  UnitStore* store = nullptr;  ///< of finished units beyond this build; null: none
  std::string loader = {};     ///< `Toolchain::loader`: a store's build scripts may be from a system with another one
  /// For each unit how long it is expected to take; empty: guesses, from which no time left is told.
  std::vector<UnitDuration> expected = {};
  /// Told of each unit, by its place in the plan, whose command has ended well; may be empty.
  std::function<void(std::size_t unit, const UnitTiming& timing)> timed = {};
  /// Told of each plan, by its place, once all its libraries for the target have their metadata, if code of some is
  /// still to come; with what the result depends on, which does not change any more. May be empty.
  std::function<void(std::size_t plan, const ObservedInputs& observed)> metadata_made = {};
};

/// A file as it was when its content was read.
struct MadeFile {
  fs::FileState state;  ///< as of buildstd's own
  std::string fingerprint;
};

struct BuildResult {
  ObservedInputs observed;
  std::set<std::string> sources;                   ///< the files that the compiler has read, absolute
  std::map<std::filesystem::path, MadeFile> made;  ///< all files of the units
  std::size_t compiled = 0;                        ///< units whose command was run
};

/// Runs a plan's commands, dependents as soon as the metadata of what they depend on is there. Units whose
/// results an earlier, interrupted run left behind are not run again. On the first failure nothing more is
/// started, what runs is ended, and the error has the tool's own messages; on an interrupt its exit status
/// is 130 for SIGINT, else 101.
Result<BuildResult> build(const planner::Plan& plan, const BuildOptions& options, Runner& runner,
                          BuildObserver& observer, Diagnostics& diagnostics);
/// The same for several plans at once: one result for each. A unit that they share counts for the first.
Result<std::vector<BuildResult>> build(const planner::JointPlan& plan, const BuildOptions& options, Runner& runner,
                                       BuildObserver& observer, Diagnostics& diagnostics);

}  // namespace buildstd::invoker
