// SPDX-License-Identifier: MIT
#include "buildstd/invoker/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"
#include "invoker/freshness.hpp"
#include "invoker/schedule.hpp"

namespace buildstd::invoker {

namespace {

using planner::JointPlan;
using planner::Unit;
using planner::UnitKind;

constexpr int failure_status = 101;  // Cargo's
// What may run beside the slots: as much as it takes for std's way not to wait for codegen of core and
// compiler_builtins on two processors (tests/unit/invoker/simulation_test.cpp).
constexpr std::size_t most_beside = 2;

std::string describe(const Unit& unit) { return fmt::format("{} v{}", unit.package_name, unit.package_version); }

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
        freshness_(plan),
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
    observe_libraries();
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

  Result<void> start_ready() {
    while (const auto next_ready = schedule_.most_urgent()) {
      const auto next = *next_ready;
      if (freshness_.is_fresh(next, options_.environment)) {
        schedule_.take(next);
        BUILDSTD_CHECK(complete(next, true));
        continue;
      }
      if (!acquire_slot(next)) return {};
      schedule_.take(next);
      BUILDSTD_CHECK(start(next));
    }
    return {};
  }

  // A slot, or a place beside those that have one: what only generates code, and is less urgent, then gets what is left
  // of the processors.
  bool acquire_slot(std::size_t next) {
    if (runner_.acquire_slot(slots_used())) return true;
    if (beside_ == most_beside || runner_.shares_slots()) return false;
    auto lowered = lowered_;
    for (const auto unit : schedule_.less_urgent_codegen(next)) lowered.insert(unit);
    // Not more go at full priority than there are slots.
    if (lowered.size() <= beside_ || !runner_.spares_one()) return false;
    for (const auto unit : lowered) {
      if (!lowered_.contains(unit)) runner_.lower_priority(unit);
    }
    lowered_ = std::move(lowered);
    ++beside_;
    return true;
  }

  [[nodiscard]] std::size_t slots_used() const { return running_.size() - beside_; }

  // Who runs beside the slots takes one over before it is given back.
  void release_slot() {
    if (beside_ > 0) {
      --beside_;
    } else {
      runner_.release_slot(running_.size());
    }
  }

  Result<void> start(std::size_t index) {
    const auto& unit = plan_.units[index];
    BUILDSTD_TRY(const auto command, final_command(unit));
    if (unit.kind == UnitKind::run_build_script) {
      BUILDSTD_CHECK(fs::remove_all(unit.invocation.out_dir));
      BUILDSTD_CHECK(fs::create_directories(unit.invocation.out_dir));
    } else {
      for (const auto& output : unit.invocation.outputs) BUILDSTD_CHECK(fs::create_directories(output.parent_path()));
    }
    BUILDSTD_CHECK(runner_.start(index, command));
    freshness_.begin(index);
    timings_[index].start = runner_.now();
    observer_.started(unit, command);
    running_.insert(index);
    ++results_[plan_.owners[index]].compiled;
    report_progress();
    return {};
  }

  // The planned command, with what is only known now: the build script's part, and the wrapper.
  Result<Command> final_command(const Unit& unit) {
    auto command = unit.invocation.command;
    if (unit.kind == UnitKind::run_build_script) {
      set_dependency_metadata(unit, command);
    } else if (const auto run = unit.script_run(plan_.units)) {
      const auto& script = scripts_.at(*run);
      const auto arguments = script.arguments(unit.invocation);
      command.arguments.insert(
          command.arguments.begin() + static_cast<std::ptrdiff_t>(unit.invocation.script_arguments_at),
          arguments.begin(), arguments.end());
      for (const auto& [name, value] : script.environment) command.environment.insert_or_assign(name, value);
    }
    if (unit.kind == UnitKind::run_build_script) {
      // Scripts that call the compiler do so as Cargo's would (custom_build.rs).
      command.environment.insert_or_assign("RUSTC_WRAPPER", options_.wrapper);
    } else if (options_.wrapper) {
      command.arguments.insert(command.arguments.begin(), command.program.string());
      command.program = *options_.wrapper;
    }
    return command;
  }

  // DEP_<LINKS>_<KEY> of the packages this one depends on.
  void set_dependency_metadata(const Unit& unit, Command& command) const {
    for (const auto& dependency : unit.dependencies) {
      const auto script = scripts_.find(dependency.unit);
      const auto& links = plan_.units[dependency.unit].links;
      if (script == scripts_.end() || !links) continue;
      for (const auto& [key, value] : script->second.metadata) {
        const auto name = fmt::format("DEP_{}_{}", text::upper(*links), text::upper(key));
        command.environment.insert_or_assign(text::replace_all(name, "-", "_"), value);
      }
    }
  }

  Result<void> handle(MetadataReady event) {
    auto& timing = timings_[event.unit];
    if (!timing.metadata) {
      timing.metadata = runner_.now();
      timing.processor_to_metadata = runner_.processor_seconds(event.unit);
    }
    schedule_.metadata_ready(event.unit);
    return {};
  }

  Result<void> handle(const SlotAvailable&) { return {}; }

  Result<void> handle(Interrupted event) {
    return fail(process::interruption(event.signal)
                    .note("nothing was installed; the same command goes on where this one stopped"));
  }

  Result<void> handle(const Finished& event) {
    running_.erase(event.unit);
    lowered_.erase(event.unit);
    release_slot();
    auto& timing = timings_[event.unit];
    timing.end = runner_.now();
    timing.processor = event.processor_seconds;
    const auto& unit = plan_.units[event.unit];
    for (const auto& message : event.messages) observer_.compiler_message(unit, message);
    if (!event.success) return fail(failure(unit, event));
    if (unit.kind == UnitKind::run_build_script) {
      BUILDSTD_CHECK(fs::write_atomically(script_output_file(unit), event.standard_output));
    } else if (const auto missing = std::ranges::find_if_not(unit.invocation.outputs, fs::is_file);
               missing != unit.invocation.outputs.end()) {
      return fail(Error(fmt::format("the compiler said it had compiled `{}`, but left no `{}`", describe(unit),
                                    missing->string()))
                      .output(event.diagnostics)
                      .help("check what RUSTC and RUSTC_WRAPPER name"));
    }
    if (options_.timed) options_.timed(event.unit, timing);
    return complete(event.unit, false);
  }

  Result<void> complete(std::size_t index, bool fresh) {
    const auto& unit = plan_.units[index];
    if (unit.kind == UnitKind::run_build_script) BUILDSTD_CHECK(take_script_output(index, unit));
    if (!fresh) {
      const auto script = scripts_.find(index);
      BUILDSTD_CHECK(
          freshness_.record(index, options_.environment, script == scripts_.end() ? nullptr : &script->second));
    }
    schedule_.finished(index);
    observer_.finished(unit, fresh);
    report_progress();
    return {};
  }

  Result<void> take_script_output(std::size_t index, const Unit& unit) {
    BUILDSTD_TRY(const auto text, fs::read(script_output_file(unit)));
    BUILDSTD_TRY(auto output, parse_script_output(text, describe(unit)));
    for (const auto& warning : output.warnings) diagnostics_.warn(fmt::format("{}: {}", describe(unit), warning));
    if (!output.errors.empty()) {
      auto error = Error(fmt::format("build script of `{}` reported errors", describe(unit)));
      for (const auto& line : output.errors) error = std::move(error).caused_by(line);
      return fail(std::move(error));
    }
    observer_.script_executed(unit, output);
    merge(results_[plan_.owners[index]], observe(unit, output, options_.environment));
    scripts_.emplace(index, std::move(output));
    return {};
  }

  static void merge(BuildResult& result, const ObservedInputs& inputs) {
    result.observed.environment.insert(inputs.environment.begin(), inputs.environment.end());
    result.observed.files.insert(inputs.files.begin(), inputs.files.end());
  }

  void observe_libraries() {
    for (std::size_t i = 0; i < plan_.units.size(); ++i) {
      const auto& unit = plan_.units[i];
      if (unit.kind != UnitKind::library) continue;
      const auto run = unit.script_run(plan_.units);
      merge(results_[plan_.owners[i]],
            observe_dep_info(unit, run ? &scripts_.at(*run) : nullptr, options_.environment));
    }
  }

  [[nodiscard]] Error failure(const Unit& unit, const Finished& event) const {
    const auto command = final_command_text(unit);
    if (unit.kind == UnitKind::run_build_script) {
      auto error = Error(fmt::format("failed to run custom build command for `{}`", describe(unit)))
                       .caused_by(fmt::format("process didn't exit successfully: `{}` ({})", command, event.status));
      if (!event.standard_output.empty()) error = std::move(error).caused_by("--- stdout\n" + event.standard_output);
      if (!event.diagnostics.empty()) error = std::move(error).caused_by("--- stderr\n" + event.diagnostics);
      return std::move(error).exit_status(failure_status);
    }
    const auto* const what = unit.kind == UnitKind::library ? "lib" : "build script";
    return Error(fmt::format("could not compile `{}` ({})", unit.package_name, what))
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

  void report_progress() {
    std::vector<const Unit*> running;
    for (const auto index : running_) running.push_back(&plan_.units[index]);
    observer_.progress(schedule_.finished_count(), plan_.units.size(), running);
    if (options_.expected.empty()) return;
    std::vector<double> elapsed(plan_.units.size());
    for (const auto index : running_) elapsed[index] = runner_.now() - timings_[index].start;
    observer_.time_left(schedule_.time_left(options_.jobs, elapsed));
  }

  const JointPlan& plan_;
  const BuildOptions& options_;
  Runner& runner_;
  BuildObserver& observer_;
  Diagnostics& diagnostics_;
  Schedule schedule_;
  Freshness freshness_;
  std::set<std::size_t> running_;
  std::size_t beside_ = 0;         // how many of them have no slot
  std::set<std::size_t> lowered_;  // those of them at lower priority
  std::vector<UnitTiming> timings_;
  std::map<std::size_t, ScriptOutput> scripts_;
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
