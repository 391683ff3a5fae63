// SPDX-License-Identifier: MIT
#include "planner/build_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using fs_path = std::filesystem::path;

/// The last part of a path with another ending; `std::filesystem` would take a version's dot for one.
fs_path beside(const fs_path& file, std::string_view ending) {
  auto result = file;
  result += ending;
  return result;
}

class StepWriter {
 public:
  StepWriter(const Plan& plan, const BuildFileContext& context, Unchanged unchanged)
      : plan_(plan), context_(context), unchanged_(unchanged) {}

  BuildStep unit_step(const Unit& unit) {
    step_ = {};
    step_.words = {context_.buildstd.string(), "step"};
    for (const auto& dependency : unit.dependencies) step_.inputs.push_back(main_output(plan_.units[dependency.unit]));
    if (unit.kind == UnitKind::run_build_script) {
      write_run(unit);
    } else {
      write_compilation(unit);
    }
    return std::move(step_);
  }

  BuildStep install_step() {
    step_ = {fmt::format("Installing the sysroot for {}", plan_.target), {context_.buildstd.string()}, {}, {}, {}};
    auto selection = context_.selection;
    if (!selection.empty() && selection.front().starts_with('+')) {  // only understood as the first word
      add({selection.front()});
      selection.erase(selection.begin());
    }
    add({"step", "install", "--key", plan_.key});
    add(selection);
    for (const auto& unit : plan_.units) step_.inputs.push_back(main_output(unit));
    step_.outputs = {installed_file(plan_)};
    return std::move(step_);
  }

 private:
  void add(const std::vector<std::string>& words) { step_.words.insert(step_.words.end(), words.begin(), words.end()); }
  void add_option(std::string_view name, const fs_path& value) {
    step_.words.push_back(fmt::format("--{}={}", name, value.string()));
  }

  /// What other steps wait for: of a library, what is made last.
  [[nodiscard]] static fs_path main_output(const Unit& unit) {
    return unit.kind == UnitKind::run_build_script ? unit.invocation.script_output() : unit.invocation.outputs.back();
  }

  void write_common(const Unit& unit) {
    add_option("package", unit.full_name());
    add_option("directory", unit.invocation.command.cwd);
    for (const auto& output : step_.outputs) add_option("output", output);
    step_.depfile = beside(step_.outputs.front(), ".dep");
    add_option("depfile", step_.depfile);
    if (unchanged_ == Unchanged::keep_time) add({"--restat"});
    auto environment = unit.invocation.command.environment;
    for (const auto& [name, value] : context_.environment) environment.emplace(name, value);
    if (unit.kind == UnitKind::run_build_script) environment.insert_or_assign("RUSTC_WRAPPER", context_.rustc_wrapper);
    for (const auto& [name, value] : environment) {
      if (value) {
        step_.words.push_back(fmt::format("--set={}={}", name, escape_line(*value)));
      } else {
        step_.words.push_back(fmt::format("--unset={}", name));
      }
    }
  }

  void write_command(const Command& command) {
    add({"--"});
    add({command.program.string()});
    add(command.arguments);
  }

  void write_compilation(const Unit& unit) {
    step_.description =
        fmt::format("Compiling {}{}", unit.full_name(), unit.kind == UnitKind::build_script ? " (build script)" : "");
    auto& outputs = unit.invocation.outputs;
    step_.outputs.assign(outputs.rbegin(), outputs.rend());
    add({"compile"});
    write_common(unit);
    add_option("dep-info", unit.invocation.dep_info);
    if (unit.platform == Platform::target) add_option("sources", plan_.source_root);
    if (const auto run = unit.script_run(plan_.units)) {
      add_option("script-output", plan_.units[*run].invocation.script_output());
      add({fmt::format("--script-at={}", unit.invocation.script_arguments_at)});
      for (const auto& cfg : unit.invocation.ignored_script_cfgs) add({"--ignore-cfg=" + cfg});
    }
    auto command = unit.invocation.command;
    if (context_.rustc_wrapper) {
      command.arguments.insert(command.arguments.begin(), command.program.string());
      command.program = *context_.rustc_wrapper;
      add({"--wrapped"});
    }
    write_command(command);
  }

  void write_run(const Unit& unit) {
    step_.description = fmt::format("Running the build script of {}", unit.full_name());
    step_.outputs = {unit.invocation.script_output()};
    add({"run-script"});
    write_common(unit);
    add_option("out-dir", unit.invocation.out_dir);
    for (const auto& dependency : unit.dependencies) {
      const auto& used = plan_.units[dependency.unit];
      if (used.kind == UnitKind::run_build_script && used.links)
        step_.words.push_back(fmt::format("--links={}={}", *used.links, used.invocation.script_output().string()));
    }
    write_command(unit.invocation.command);
  }

  const Plan& plan_;
  const BuildFileContext& context_;
  Unchanged unchanged_;
  BuildStep step_;
};

// One line is one command for ninja and make.
Result<void> check_lines(const BuildStep& step) {
  const auto broken = std::ranges::find_if(
      step.words, [](const auto& word) { return word.find_first_of("\n\r") != std::string::npos; });
  if (broken == step.words.end()) return {};
  return fail(
      Error(fmt::format("an argument holds a line end, which build files cannot: `{}`", text::printable(*broken)))
          .help("`buildstd plan --format json` can hold it, and `buildstd build` needs no file"));
}

}  // namespace

Result<std::vector<BuildStep>> build_steps(const Plan& plan, const BuildFileContext& context, Unchanged unchanged) {
  StepWriter writer(plan, context, unchanged);
  std::vector<BuildStep> steps;
  for (const auto& unit : plan.units) steps.push_back(writer.unit_step(unit));
  steps.push_back(writer.install_step());
  for (const auto& step : steps) BUILDSTD_CHECK(check_lines(step));
  return steps;
}

std::string sysroot_name(const Plan& plan) { return "sysroot-" + plan.target; }

std::filesystem::path installed_file(const Plan& plan) { return plan.directories.root / "installed"; }

std::string shell_line(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(text::shell_quote(word));
  return text::join(quoted, " ");
}

std::string escape_line(std::string_view value) {
  auto line = text::replace_all(std::string(value), "\\", "\\\\");
  return text::replace_all(text::replace_all(std::move(line), "\n", "\\n"), "\r", "\\r");
}

std::string unescape_line(std::string_view line) {
  std::string value;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] != '\\' || at + 1 == line.size()) {
      value += line[at];
      continue;
    }
    const char escaped = line[++at];
    value += escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped;
  }
  return value;
}

}  // namespace buildstd::planner
