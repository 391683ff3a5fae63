// SPDX-License-Identifier: MIT
#include "buildstd/invoker/step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "base/build_file_names.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/process/event_loop.hpp"
#include "invoker/executor.hpp"
#include "invoker/observation.hpp"
#include "invoker/rustc_message.hpp"

namespace buildstd::invoker {

namespace {

using fs::Path;
using planner::Unit;
using planner::UnitKind;

// Of a library with its machine code; core's has 60 MB.
constexpr std::uint64_t largest_output = 2ULL << 30;

bool same_content(const Path& a, const Path& b) {
  const auto size = [](const Path& path) { return fs::file_state(path).value_or(fs::FileState()).size; };
  if (size(a) != size(b)) return false;
  const auto first = fs::read(a, largest_output);
  const auto second = fs::read(b, largest_output);
  return first && second && *first == *second;
}

/// Moves the outputs of an earlier run of a step out of its way, and puts back what has come out the same: with its
/// time, so that what depends on it need not be made again. The compiler never writes into an old file, which a sysroot
/// may share by a hard link.
class OldOutputs {
 public:
  /// @param folder of which all files are outputs; empty: none
  OldOutputs(std::vector<Path> outputs, Path folder, planner::Unchanged unchanged)
      : outputs_(std::move(outputs)), folder_(std::move(folder)), unchanged_(unchanged) {}

  Result<void> set_aside() const {
    for (const auto& output : outputs_) BUILDSTD_CHECK(set_aside(output));
    return folder_.empty() ? Result<void>() : set_aside(folder_);
  }

  Result<void> put_back_same() const {
    for (const auto& output : outputs_) BUILDSTD_CHECK(put_back_same(output));
    return folder_.empty() ? Result<void>() : put_back_same_in_folder();
  }

  /// After a failure: no result is better than an old one or half of one.
  void remove_all() const {
    auto all = outputs_;
    for (const auto& output : outputs_) all.push_back(aside(output));
    if (!folder_.empty()) all.push_back(aside(folder_));
    for (const auto& path : all) {
      [[maybe_unused]] const auto removed = fs::remove_all(path);  // the first error is the one that matters
    }
  }

 private:
  static Path aside(const Path& path) {
    auto name = path;
    name += ".before";
    return name;
  }

  Result<void> set_aside(const Path& path) const {
    BUILDSTD_CHECK(fs::remove_all(aside(path)));
    if (unchanged_ == planner::Unchanged::renew_time) return fs::remove_all(path);
    return fs::exists(path) ? fs::rename(path, aside(path)) : Result<void>();
  }

  static Result<void> put_back_same(const Path& output) {
    const auto before = aside(output);
    if (fs::is_file(before) && same_content(before, output)) return fs::rename(before, output);
    return fs::remove_all(before);
  }

  [[nodiscard]] Result<void> put_back_same_in_folder() const {
    const auto before = aside(folder_);
    if (!fs::is_directory(before)) return {};
    BUILDSTD_TRY(const auto files, fs::list_recursively(before));
    for (const auto& file : files) {
      if (same_content(before / file, folder_ / file)) BUILDSTD_CHECK(fs::rename(before / file, folder_ / file));
    }
    return fs::remove_all(before);
  }

  std::vector<Path> outputs_;
  Path folder_;
  planner::Unchanged unchanged_;
};

/// How a depfile's reader writes names.
struct DepfileNames {
  Result<std::string> (*target)(const Path&);
  Result<std::string> (*input)(const Path&);
};

DepfileNames names_for(planner::Unchanged unchanged) {
  if (unchanged == planner::Unchanged::keep_time) return {ninja_names::in_depfile, ninja_names::in_depfile};
  return {make_names::target, make_names::prerequisite};
}

// Each input is also a target of its own without a recipe, so that one that is gone is no error (as `gcc -MP` has it).
Result<void> write_depfile(const Unit& unit, const std::set<std::string>& inputs, const DepfileNames& names) {
  BUILDSTD_TRY(auto text, names.target(planner::main_output(unit)));
  text += ":";
  std::string targets;
  for (const auto& input : inputs) {
    BUILDSTD_TRY(const auto name, names.input(input));
    BUILDSTD_TRY(const auto target, names.target(input));
    text += " \\\n  " + name;
    targets += "\n" + target + ":\n";
  }
  return fs::write_atomically(planner::depfile(unit), text + "\n" + targets);
}

std::string rendered(std::string_view messages) {
  std::string out;
  for (const auto line : text::lines(messages)) out += parse_rustc_message(line).rendered;
  return out;
}

// The files that a build script has looked at and that are there.
std::set<std::string> script_inputs(const Unit& run, const ScriptOutput& output) {
  std::set<std::string> inputs;
  for (const auto& file : output.rerun_if_changed) {
    const auto path = fs::absolute(file, run.run().directory);
    if (fs::exists(path)) inputs.insert(path.string());
  }
  return inputs;
}

/// One unit of a plan, made by a process of its own.
class StepRun {
 public:
  StepRun(const planner::PlanFile& file, std::size_t index, const Environment& environment, Diagnostics& diagnostics)
      : plan_(file.plan),
        unit_(plan_.units[index]),
        index_(index),
        environment_(environment),
        diagnostics_(diagnostics),
        executor_(plan_.units, {environment, file.rustc_wrapper, plan_.source_root}, 1) {
    for (const auto& [name, value] : file.environment) environment_.set(name, value);
  }

  Result<void> run(planner::Unchanged unchanged) {
    BUILDSTD_CHECK(prepare_directories(unit_.directories, plan_.source_root));
    const OldOutputs old(outputs(), is_run() ? unit_.out_dir() : Path(), unchanged);
    BUILDSTD_CHECK(old.set_aside());
    auto done = make(names_for(unchanged));
    if (done) done = old.put_back_same();
    if (!done) old.remove_all();
    return done;
  }

 private:
  [[nodiscard]] bool is_run() const { return unit_.kind == UnitKind::run_build_script; }
  [[nodiscard]] std::vector<Path> outputs() const {
    return is_run() ? std::vector<Path>{unit_.script_output()} : unit_.outputs();
  }

  Result<void> make(const DepfileNames& names) {
    for (const auto& dependency : unit_.dependencies) {
      if (plan_.units[dependency.unit].kind == UnitKind::run_build_script)
        BUILDSTD_CHECK(executor_.results().load_script(dependency.unit));
    }
    for (const auto& output : outputs()) BUILDSTD_CHECK(fs::create_directories(output.parent_path()));
    if (is_run()) BUILDSTD_CHECK(fs::create_directories(unit_.out_dir()));
    BUILDSTD_TRY(const auto request, executor_.process_for(index_));
    BUILDSTD_TRY(const auto ended, process::run(request.command, environment_));
    const auto said = is_run() ? ended.standard_error : rendered(ended.standard_error);
    BUILDSTD_CHECK(
        executor_.finish(index_, {ended.status.success(), ended.status.describe(), ended.standard_output, said}, said));
    BUILDSTD_CHECK(executor_.report_script(index_, diagnostics_));
    if (is_run()) return write_depfile(unit_, script_inputs(unit_, *executor_.results().script(index_)), names);
    BUILDSTD_TRY(const auto inputs, read_dep_info(unit_, unit_.call().directory, Places(unit_, plan_.source_root)));
    return write_depfile(unit_, inputs, names);
  }

  const planner::Plan& plan_;
  const Unit& unit_;
  std::size_t index_;
  Environment environment_;
  Diagnostics& diagnostics_;
  UnitExecutor executor_;
};

}  // namespace

Result<void> run_step(const planner::PlanFile& file, std::size_t unit, planner::Unchanged unchanged,
                      const Environment& environment, Diagnostics& diagnostics) {
  if (unit >= file.plan.units.size())
    return fail(Error(fmt::format("the plan has no unit {}", unit)).help("write the build file again"));
  return StepRun(file, unit, environment, diagnostics).run(unchanged);
}

Result<ObservedInputs> observe_finished(const planner::Plan& plan, const Environment& environment) {
  ObservedInputs observed;
  std::map<std::size_t, ScriptOutput> scripts;
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    const auto& unit = plan.units[i];
    if (unit.kind == UnitKind::run_build_script) {
      BUILDSTD_TRY(const auto text, read_script_stdout(unit, Places(unit, plan.source_root)));
      BUILDSTD_TRY(auto output, parse_script_output(text, unit.package_name));
      observed.merge(observe(unit, output, environment, plan.source_root));
      scripts.emplace(i, std::move(output));
    } else if (unit.kind == UnitKind::library) {
      const auto run = unit.script_run(plan.units);
      observed.merge(observe_dep_info(unit, run ? &scripts.at(*run) : nullptr, environment, plan.source_root));
    }
  }
  return observed;
}

}  // namespace buildstd::invoker
