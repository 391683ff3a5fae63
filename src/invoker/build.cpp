// SPDX-License-Identifier: MIT
#include "buildstd/invoker/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/event_loop.hpp"
#include "invoker/executor.hpp"
#include "invoker/observation.hpp"
#include "invoker/schedule.hpp"

namespace buildstd::invoker {

namespace {

using planner::JointPlan;
using planner::Unit;

class BuildRun {
 public:
  BuildRun(const JointPlan& plan, const BuildOptions& options, Runner& runner, BuildObserver& observer,
           Diagnostics& diagnostics)
      : plan_(plan),
        options_(options),
        runner_(runner),
        observer_(observer),
        diagnostics_(diagnostics),
        schedule_(plan.units, options.expected),
        executor_(plan.units,
                  {options.environment, options.wrapper, plan.source_root, options.store, plan.inputs, options.loader},
                  options.jobs),
        results_(executor_.results()),
        timings_(plan.units.size()),
        without_metadata_(plan.plans.size()),
        built_(plan.plans.size()) {
    for (std::size_t i = 0; i < plan.units.size(); ++i)
      if (plan.units[i].is_target_library()) without_metadata_[plan.owners[i]].insert(i);
  }

  Result<std::vector<BuildResult>> run() {
    for (const auto& directories : plan_.directories)
      BUILDSTD_CHECK(prepare_directories(directories, plan_.source_root));
    while (!schedule_.done()) {
      if (auto started = start_ready(); !started) return abandon(std::move(started).error());
      if (schedule_.done()) break;
      if (auto handled =
              std::visit([this](auto&& event) { return handle(std::forward<decltype(event)>(event)); }, runner_.wait());
          !handled) {
        return abandon(std::move(handled).error());
      }
    }
    for (std::size_t i = 0; i < plan_.units.size(); ++i) collect_inputs(i);
    return std::move(built_);
  }

 private:
  std::unexpected<Error> abandon(Error error) {
    runner_.stop();
    return fail(std::move(error));
  }

  // Of what could start, what need not, for it is there or may come.
  Result<void> take_what_is_made() {
    for (auto ready = schedule_.ready(); !ready.empty();) {
      const auto unit = ready.back();
      ready.pop_back();
      if (suspended_.contains(unit)) continue;
      if (!do_without(unit)) {
        if (!results_.is_made(unit, observer_)) {
          if (request(unit, unit)) schedule_.take(unit);
          continue;
        }
        schedule_.take(unit);
        BUILDSTD_CHECK(complete(unit, true));
      }
      ready = schedule_.ready();  // its dependents, too
    }
    return {};
  }

  // The most urgent first, and in the place of what is less urgent and can wait.
  Result<void> start_ready() {
    BUILDSTD_CHECK(take_what_is_made());
    while (auto next = schedule_.most_urgent()) {
      if (!running_.empty() && !runner_.has_room()) next = schedule_.most_urgent_suspended();
      if (!next || !(runner_.acquire_slot(running_.size()) || take_slot_for(*next))) return {};
      schedule_.take(*next);
      if (suspended_.contains(*next)) {
        resume(*next);
      } else {
        BUILDSTD_CHECK(start(*next));
      }
    }
    return {};
  }

  // A build script is of no use where what its runs have made is there, or comes. With debug information of the host's
  // std in it, it is larger than that.
  bool do_without(std::size_t script) {
    if (plan_.units[script].kind != planner::UnitKind::build_script) return false;
    const auto& runs = schedule_.dependents(script);
    if (!std::ranges::all_of(runs, [&](std::size_t run) { return schedule_.waits_for_one(run); })) return false;
    bool all = true;
    bool some_may_come = false;
    for (const auto run : runs) {
      if (results_.is_made(run, observer_)) continue;
      all = false;
      some_may_come = request(run, script) || some_may_come;
    }
    if (!all && !some_may_come) return false;
    schedule_.take(script);
    if (all) schedule_.finished(script);
    return true;
  }

  // Once: what others have made need not be made here. It takes no slot.
  /// @param holder the unit that waits for the answer
  bool request(std::size_t index, std::size_t holder) {
    if (!results_.may_come(index) || !requested_.insert(index).second) return false;
    const auto expected = options_.expected.empty() ? guessed_duration(plan_.units[index]) : options_.expected[index];
    if (!runner_.request(index, results_.stored(index), expected.total())) return false;
    awaited_.emplace(index, holder);
    return true;
  }

  // From codegen that nobody waits for as long as for `next`.
  bool take_slot_for(std::size_t next) {
    if (options_.wrapper) return false;  // what it has started may not be ours to suspend
    for (const auto unit : schedule_.less_urgent_codegen(next)) {
      if (!runner_.suspend(unit)) continue;
      running_.erase(unit);
      suspended_.insert(unit);
      schedule_.suspended(unit);
      timings_[unit].suspended.emplace_back(runner_.now(), runner_.now());
      return true;
    }
    return false;
  }

  void resume(std::size_t unit) {
    runner_.resume(unit);
    suspended_.erase(unit);
    running_.insert(unit);
    timings_[unit].suspended.back().second = runner_.now();
    report_progress();
  }

  Result<void> start(std::size_t index) {
    BUILDSTD_TRY(auto request, executor_.process_for(index));
    request.alone = schedule_.blocks_all_libraries(index);
    BUILDSTD_CHECK(results_.remove_old(index));
    BUILDSTD_CHECK(runner_.start(index, request));
    timings_[index].start = runner_.now();
    observer_.started(plan_.units[index], request.command);
    running_.insert(index);
    ++built_[plan_.owners[index]].compiled;
    report_progress();
    return {};
  }

  Result<void> handle(MetadataReady event) {
    auto& timing = timings_[event.unit];
    if (!timing.metadata) {
      timing.metadata = runner_.now();
      timing.processor_to_metadata = runner_.processor_seconds(event.unit);
    }
    // The dep-info is there before the metadata is (rustc_interface, passes.rs).
    BUILDSTD_CHECK(results_.crate_observed(event.unit));
    schedule_.metadata_ready(event.unit);
    note_metadata(event.unit);
    return {};
  }

  // What crates that are compiled against a plan's libraries need is there before the libraries are.
  void note_metadata(std::size_t unit) {
    const auto owner = plan_.owners[unit];
    auto& missing = without_metadata_[owner];
    if (missing.erase(unit) == 0 || !missing.empty() || schedule_.done() || !options_.metadata_made) return;
    ObservedInputs observed;
    for (std::size_t i = 0; i < plan_.units.size(); ++i)
      if (plan_.owners[i] == owner) observed.merge(observed_of(i));
    options_.metadata_made(owner, observed);
  }

  Result<void> handle(const SlotAvailable&) { return {}; }

  Result<void> handle(Answered event) {
    results_.look_again(event.unit);
    const auto holder = awaited_.extract(event.unit).mapped();
    const auto waits_on = std::ranges::any_of(awaited_, [&](const auto& one) { return one.second == holder; });
    if (!waits_on) schedule_.give_back(holder);
    return {};
  }

  Result<void> handle(Interrupted event) {
    return fail(process::interruption(event.signal)
                    .note("nothing was installed; the same command goes on where this one stopped"));
  }

  Result<void> handle(const Finished& event) {
    if (suspended_.erase(event.unit) > 0) {
      schedule_.take(event.unit);  // it ended just before; another has its slot
    } else {
      running_.erase(event.unit);
      runner_.release_slot(running_.size());
    }
    auto& timing = timings_[event.unit];
    timing.end = runner_.now();
    timing.processor = event.processor_seconds;
    const auto& unit = plan_.units[event.unit];
    for (const auto& message : event.messages) observer_.compiler_message(unit, message);
    const UnitOutcome outcome{event.success, event.status, event.standard_output, event.diagnostics};
    const auto& shown = options_.observer_shows_messages ? event.other_text : event.diagnostics;
    BUILDSTD_CHECK(executor_.finish(event.unit, outcome, shown));
    if (options_.timed) options_.timed(event.unit, timing);
    return complete(event.unit, false);
  }

  Result<void> complete(std::size_t index, bool fresh) {
    const auto& unit = plan_.units[index];
    if (const auto* const script = results_.script(index)) {
      BUILDSTD_CHECK(executor_.report_script(index, diagnostics_));
      observer_.script_executed(unit, *script);
    }
    if (!fresh) BUILDSTD_CHECK(results_.record(index, observer_));
    schedule_.finished(index);
    note_metadata(index);
    observer_.finished(unit, fresh);
    report_progress();
    return {};
  }

  [[nodiscard]] ObservedInputs observed_of(std::size_t index) const {
    auto observed = results_.observed(index);
    observed.environment.erase(std::string(place_variable));  // a plan has one place
    return observed;
  }

  void collect_inputs(std::size_t index) {
    auto& built = built_[plan_.owners[index]];
    const auto& unit = plan_.units[index];
    built.observed.merge(observed_of(index));
    const auto files = results_.files(index);
    for (const auto& content : results_.contents(index)) {
      if (auto place = place_of(content.name, files))
        built.made.emplace(*std::move(place), MadeFile{content.state, content.fingerprint});
    }
    if (const auto* const script = results_.script(index)) {
      built.sources.merge(looked_at(unit, *script));
      return;
    }
    if (unit.kind == planner::UnitKind::build_script)
      built.sources.insert(fs::absolute(unit.call().source, unit.call().directory).string());
    if (auto read = read_dep_info(unit, unit.call().directory, Places(unit, plan_.source_root)))
      built.sources.merge(*std::move(read));
  }

  // Seconds for which a unit that has not ended had a slot.
  [[nodiscard]] double worked(std::size_t index) const {
    const auto& timing = timings_[index];
    const auto until = suspended_.contains(index) ? timing.suspended.back().first : runner_.now();
    return until - timing.start - timing.suspended_seconds();
  }

  void report_progress() {
    std::vector<const Unit*> running;
    for (const auto index : running_) running.push_back(&plan_.units[index]);
    observer_.progress(schedule_.finished_count(), plan_.units.size(), running);
    if (options_.expected.empty()) return;
    std::vector<double> elapsed(plan_.units.size());
    for (const auto index : running_) elapsed[index] = worked(index);
    for (const auto index : suspended_) elapsed[index] = worked(index);
    observer_.time_left(schedule_.time_left(options_.jobs, elapsed));
  }

  const JointPlan& plan_;
  const BuildOptions& options_;
  Runner& runner_;
  BuildObserver& observer_;
  Diagnostics& diagnostics_;
  Schedule schedule_;
  UnitExecutor executor_;
  UnitResults& results_;
  std::set<std::size_t> running_;               // each in a slot
  std::set<std::size_t> suspended_;             // in none
  std::set<std::size_t> requested_;             // where that takes time, once
  std::map<std::size_t, std::size_t> awaited_;  // requested units, and the unit that waits for each
  std::vector<UnitTiming> timings_;
  std::vector<std::set<std::size_t>> without_metadata_;  // each plan's libraries for the target
  std::vector<BuildResult> built_;
};

}  // namespace

Result<BuildResult> build(const planner::Plan& plan, const BuildOptions& options, Runner& runner,
                          BuildObserver& observer, Diagnostics& diagnostics) {
  const auto joint = planner::join({&plan});
  BUILDSTD_TRY(auto results, build(joint, options, runner, observer, diagnostics));
  return std::move(results.front());
}

Result<std::vector<BuildResult>> build(const JointPlan& plan, const BuildOptions& options, Runner& runner,
                                       BuildObserver& observer, Diagnostics& diagnostics) {
  return BuildRun(plan, options, runner, observer, diagnostics).run();
}

}  // namespace buildstd::invoker
