// SPDX-License-Identifier: MIT
#include "buildstd/invoker/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/event_loop.hpp"
#include "invoker/made_units.hpp"
#include "invoker/observation.hpp"
#include "invoker/outcome.hpp"
#include "invoker/schedule.hpp"
#include "invoker/wrapper.hpp"

namespace buildstd::invoker {

namespace {

using planner::JointPlan;
using planner::Unit;
using planner::UnitKind;

constexpr int failure_status = 101;  // Cargo's

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
        made_(plan, options),
        timings_(plan.units.size()),
        results_(plan.plans.size()) {}

  Result<std::vector<BuildResult>> run() {
    BUILDSTD_CHECK(prepare_directories());
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
    return std::move(results_);
  }

 private:
  Result<void> prepare_directories() {
    for (const auto& directories : plan_.directories) {
      const auto link = directories.sources_link();
      for (const auto& directory :
           {directories.dependencies(), directories.host(), link.parent_path(), directories.root / "done"}) {
        BUILDSTD_CHECK(fs::create_directories(directory));
      }
      BUILDSTD_CHECK(fs::remove_all(link));  // of a build that was interrupted
      BUILDSTD_CHECK(fs::symlink(plan_.source_root, link));
    }
    return {};
  }

  std::unexpected<Error> abandon(Error error) {
    runner_.stop();
    return fail(std::move(error));
  }

  // The most urgent first, and in the place of what is less urgent and can wait.
  Result<void> start_ready() {
    while (auto next = schedule_.most_urgent()) {
      if (!suspended_.contains(*next) && made_.is_made(*next, observer_)) {
        schedule_.take(*next);
        BUILDSTD_CHECK(complete(*next, true));
        continue;
      }
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
    const auto& unit = plan_.units[index];
    BUILDSTD_TRY(const auto command, final_command(unit));
    BUILDSTD_CHECK(made_.make_room(index));
    BUILDSTD_CHECK(runner_.start(index, command, schedule_.is_alone(index)));
    timings_[index].start = runner_.now();
    observer_.started(unit, command);
    running_.insert(index);
    ++results_[plan_.owners[index]].compiled;
    report_progress();
    return {};
  }

  // The planned command, with what is only known now: the build script's part, and the wrapper.
  [[nodiscard]] Result<Command> final_command(const Unit& unit) const {
    auto command = unit.invocation.command;
    if (unit.kind == UnitKind::run_build_script) {
      for (const auto& dependency : unit.dependencies) {
        const auto* const script = made_.script(dependency.unit);
        const auto& links = plan_.units[dependency.unit].links;
        if (script != nullptr && links) script->pass_on(*links, command);
      }
      // Scripts that call the compiler do so as Cargo's would (custom_build.rs).
      command.environment.insert_or_assign("RUSTC_WRAPPER", options_.wrapper);
      command.environment.insert_or_assign("NUM_JOBS", std::to_string(options_.jobs));
      return command;
    }
    const bool is_doc = unit.kind == UnitKind::documentation;
    if (const auto run = unit.script_run(plan_.units)) {
      auto script = *made_.script(*run);
      if (is_doc) script.library_links.clear();  // Cargo: compiler/mod.rs, `rustdoc`
      script.complete(command, unit.invocation);
    }
    if (options_.wrapper && !is_doc) {
      command.arguments.insert(command.arguments.begin(), command.program.string());
      command.program = *options_.wrapper;
      return suit_wrapper(std::move(command));
    }
    return command;
  }

  Result<void> handle(MetadataReady event) {
    auto& timing = timings_[event.unit];
    if (!timing.metadata) {
      timing.metadata = runner_.now();
      timing.processor_to_metadata = runner_.processor_seconds(event.unit);
    }
    // The dep-info is there before the metadata is (rustc_interface, passes.rs).
    BUILDSTD_CHECK(made_.crate_observed(event.unit));
    schedule_.metadata_ready(event.unit);
    return {};
  }

  Result<void> handle(const SlotAvailable&) { return {}; }

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
    if (!event.success) return fail(failure(unit, event));
    if (unit.kind == UnitKind::run_build_script) {
      BUILDSTD_CHECK(made_.script_said(event.unit, event.standard_output));
    } else {
      BUILDSTD_CHECK(check_outputs(unit.invocation.outputs, unit.full_name(), event.diagnostics));
      BUILDSTD_CHECK(made_.crate_observed(event.unit));
    }
    if (options_.timed) options_.timed(event.unit, timing);
    return complete(event.unit, false);
  }

  Result<void> complete(std::size_t index, bool fresh) {
    const auto& unit = plan_.units[index];
    if (const auto* const script = made_.script(index)) {
      BUILDSTD_CHECK(take_messages(*script, unit.full_name(), diagnostics_));
      observer_.script_executed(unit, *script);
    }
    if (!fresh) BUILDSTD_CHECK(made_.remember(index, observer_));
    schedule_.finished(index);
    observer_.finished(unit, fresh);
    report_progress();
    return {};
  }

  void collect_inputs(std::size_t index) {
    auto& result = results_[plan_.owners[index]];
    result.observed.merge(made_.observed(index));
    const auto files = made_.files(index);
    for (const auto& content : made_.contents(index)) {
      if (auto place = place_of(content.name, files))
        result.made.emplace(*std::move(place), MadeFile{content.state, content.fingerprint});
    }
    const auto& made = plan_.units[index].invocation;
    if (auto read = read_dep_info(made.dep_info, made.command.cwd)) result.sources.merge(*std::move(read));
  }

  [[nodiscard]] Error failure(const Unit& unit, const Finished& event) const {
    const auto command = final_command_text(unit);
    if (unit.kind == UnitKind::run_build_script)
      return invoker::describe(
                 ScriptFailure{unit.full_name(), command, event.status, event.standard_output, event.diagnostics})
          .exit_status(failure_status);
    const bool is_doc = unit.kind == UnitKind::documentation;
    const auto* const what = unit.kind == UnitKind::library ? " (lib)" : is_doc ? "" : " (build script)";
    return Error(fmt::format("could not {} `{}`{}", is_doc ? "document" : "compile", unit.package_name, what))
        .output(options_.observer_shows_messages ? event.other_text : event.diagnostics)
        .caused_by(fmt::format("process didn't exit successfully: `{}` ({})", command, event.status))
        .exit_status(failure_status);
  }

  [[nodiscard]] std::string final_command_text(const Unit& unit) const {
    const auto& command = unit.invocation.command;
    // The whole line is what `-v` shows and `buildstd plan --format commands` prints; here it would bury the reason.
    if (unit.kind == UnitKind::run_build_script) return command.program.string();
    return fmt::format("{} --crate-name {} …", command.program.string(), unit.crate_name);
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
  MadeUnits made_;
  std::set<std::size_t> running_;    // each in a slot
  std::set<std::size_t> suspended_;  // in none
  std::vector<UnitTiming> timings_;
  std::vector<BuildResult> results_;
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
