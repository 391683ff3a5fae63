// SPDX-License-Identifier: MIT
#include "buildstd/invoker/step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/invoker/script_output.hpp"
#include "buildstd/process/event_loop.hpp"
#include "invoker/observation.hpp"
#include "invoker/outcome.hpp"
#include "invoker/rustc_message.hpp"
#include "invoker/wrapper.hpp"

namespace buildstd::invoker {

namespace {

using fs::Path;

// Of a library with its machine code; core's has 60 MB.
constexpr std::uint64_t largest_output = 2ULL << 30;

Path set_aside(const Path& path) {
  auto aside = path;
  aside += ".before";
  return aside;
}

bool same_content(const Path& a, const Path& b) {
  const auto size = [](const Path& path) { return fs::file_state(path).value_or(fs::FileState()).size; };
  if (size(a) != size(b)) return false;
  const auto first = fs::read(a, largest_output);
  const auto second = fs::read(b, largest_output);
  return first && second && *first == *second;
}

/// Keeps what a step has made before out of its way, and puts back what has come out the same: with its time, so that
/// what depends on it need not be made again. Never lets the compiler write into an old file either, which a sysroot
/// may share by a hard link.
class OldResults {
 public:
  explicit OldResults(const Step& step, Path folder = {}) : step_(step), folder_(std::move(folder)) {}

  Result<void> take_away() {
    for (const auto& output : step_.outputs) BUILDSTD_CHECK(take_away(output));
    return folder_.empty() ? Result<void>() : take_away(folder_);
  }

  Result<void> put_back_same() {
    for (const auto& output : step_.outputs) BUILDSTD_CHECK(put_back_same(output));
    if (!folder_.empty()) BUILDSTD_CHECK(put_back_same_in_folder());
    return {};
  }

  /// After a failure: no result is better than an old one or half of one.
  void remove_all() {
    std::vector<Path> all = step_.outputs;
    for (const auto& output : step_.outputs) all.push_back(set_aside(output));
    if (!folder_.empty()) all.push_back(set_aside(folder_));
    for (const auto& path : all) {
      [[maybe_unused]] const auto removed = fs::remove_all(path);  // the first error is the one that matters
    }
  }

 private:
  Result<void> take_away(const Path& path) const {
    BUILDSTD_CHECK(fs::remove_all(set_aside(path)));
    if (!step_.keep_times) return fs::remove_all(path);
    return fs::exists(path) ? fs::rename(path, set_aside(path)) : Result<void>();
  }

  static Result<void> put_back_same(const Path& output) {
    const auto before = set_aside(output);
    if (fs::is_file(before) && same_content(before, output)) return fs::rename(before, output);
    return fs::remove_all(before);
  }

  Result<void> put_back_same_in_folder() const {
    const auto before = set_aside(folder_);
    if (!fs::is_directory(before)) return {};
    BUILDSTD_TRY(const auto files, fs::list_recursively(before));
    for (const auto& file : files) {
      if (same_content(before / file, folder_ / file)) BUILDSTD_CHECK(fs::rename(before / file, folder_ / file));
    }
    return fs::remove_all(before);
  }

  const Step& step_;
  Path folder_;
};

/// As make reads it: backslashes before spaces and `#`, dollars doubled.
std::string depfile_name(const Path& path) {
  std::string out;
  for (const char c : path.string()) {
    if (c == ' ' || c == '#') out += '\\';
    if (c == '$') out += '$';
    out += c;
  }
  return out;
}

// Each input is also a target of its own without a recipe, so that one that is gone is no error (as `gcc -MP` has it).
Result<void> write_depfile(const Step& step, const std::set<std::string>& inputs) {
  if (step.depfile.empty()) return {};
  auto text = depfile_name(step.outputs.front()) + ":";
  for (const auto& input : inputs) text += " \\\n  " + depfile_name(input);
  text += "\n";
  for (const auto& input : inputs) text += "\n" + depfile_name(input) + ":\n";
  return fs::write_atomically(step.depfile, text);
}

std::string rendered(std::string_view messages) {
  std::string out;
  for (const auto line : text::lines(messages)) out += parse_rustc_message(line).rendered;
  return out;
}

Result<Command> with_script(const CompileStep& step) {
  auto command = step.command;
  if (!step.script) return command;
  BUILDSTD_TRY(const auto script, read_script_output(step.script->output, step.package));
  auto place = step.script->place;
  if (step.wrapped) ++place.script_arguments_at;
  if (place.script_arguments_at > command.arguments.size())
    return fail(Error("`--script-at` is past the end of the command").help("make the build file again"));
  script.complete(command, place);
  return command;
}

Result<void> compile(const CompileStep& step, const Environment& environment) {
  BUILDSTD_TRY(auto command, with_script(step));
  if (step.wrapped) {
    BUILDSTD_TRY(command, suit_wrapper(std::move(command)));
  }
  BUILDSTD_TRY(const auto ended, process::run(command, environment));
  if (!ended.status.success()) {
    return fail(Error(fmt::format("could not compile `{}`", step.package))
                    .output(rendered(ended.standard_error))
                    .caused_by(fmt::format("process didn't exit successfully: `{}` ({})", command.program.string(),
                                           ended.status.describe())));
  }
  BUILDSTD_CHECK(check_outputs(step.outputs, step.package, rendered(ended.standard_error)));
  BUILDSTD_TRY(const auto inputs, read_dep_info(step.dep_info, step.command.cwd));
  return write_depfile(step, inputs);
}

Result<void> run_script(const ScriptStep& step, const Environment& environment, Diagnostics& diagnostics) {
  auto command = step.command;
  for (const auto& [links, file] : step.links) {
    BUILDSTD_TRY(const auto output, read_script_output(file, step.package));
    output.pass_on(links, command);
  }
  command.environment.emplace("NUM_JOBS", "1");
  BUILDSTD_CHECK(fs::create_directories(step.out_dir));
  BUILDSTD_TRY(const auto ended, process::run(command, environment));
  if (!ended.status.success())
    return fail(describe(ScriptFailure{step.package, command.program.string(), ended.status.describe(),
                                       ended.standard_output, ended.standard_error}));
  BUILDSTD_TRY(const auto output, parse_script_output(ended.standard_output, step.package));
  BUILDSTD_CHECK(take_messages(output, step.package, diagnostics));
  std::set<std::string> inputs;
  for (const auto& file : output.rerun_if_changed) {
    const auto path = fs::absolute(file, step.command.cwd);
    if (fs::exists(path)) inputs.insert(path.string());
  }
  BUILDSTD_CHECK(fs::write_atomically(step.outputs.front(), ended.standard_output));
  return write_depfile(step, inputs);
}

template <class Run>
Result<void> with_old_results(OldResults old, Run&& run) {
  BUILDSTD_CHECK(old.take_away());
  auto done = run();
  if (done) done = old.put_back_same();
  if (!done) old.remove_all();
  return done;
}

Result<void> prepare(const Step& step) {
  for (const auto& output : step.outputs) BUILDSTD_CHECK(fs::create_directories(output.parent_path()));
  return {};
}

// What the std crates are compiled against is the last `--sysroot`, a folder with nothing but a link to the sources
// (planner::Directories). Several steps may make it at once.
Result<void> prepare_sysroot(const CompileStep& step) {
  const auto& arguments = step.command.arguments;
  const auto option = std::find(arguments.rbegin(), arguments.rend(), "--sysroot");
  if (step.sources.empty() || option == arguments.rend() || option == arguments.rbegin()) return {};
  const auto link = rustlib::sources(*std::prev(option));
  BUILDSTD_CHECK(fs::create_directories(link.parent_path()));
  auto linked = fs::exists(link) ? Result<void>() : fs::symlink(step.sources, link);
  return fs::exists(link) ? Result<void>() : linked;
}

}  // namespace

Result<void> run_step(const CompileStep& step, const Environment& environment) {
  BUILDSTD_CHECK(prepare(step));
  BUILDSTD_CHECK(prepare_sysroot(step));
  return with_old_results(OldResults(step), [&] { return compile(step, environment); });
}

Result<void> run_step(const ScriptStep& step, const Environment& environment, Diagnostics& diagnostics) {
  BUILDSTD_CHECK(prepare(step));
  return with_old_results(OldResults(step, step.out_dir), [&] { return run_script(step, environment, diagnostics); });
}

Result<ObservedInputs> observe_finished(const planner::Plan& plan, const Environment& environment) {
  ObservedInputs observed;
  std::map<std::size_t, ScriptOutput> scripts;
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    const auto& unit = plan.units[i];
    if (unit.kind == planner::UnitKind::run_build_script) {
      BUILDSTD_TRY(auto output, read_script_output(unit.invocation.script_output(), unit.package_name));
      observed.merge(observe(unit, output, environment));
      scripts.emplace(i, std::move(output));
    } else if (unit.kind == planner::UnitKind::library) {
      const auto run = unit.script_run(plan.units);
      observed.merge(observe_dep_info(unit, run ? &scripts.at(*run) : nullptr, environment));
    }
  }
  return observed;
}

}  // namespace buildstd::invoker
