// SPDX-License-Identifier: MIT
#include "planner/build_steps.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

class StepWriter {
 public:
  StepWriter(const Plan& plan, const BuildFileContext& context, Unchanged unchanged)
      : plan_(plan), context_(context), unchanged_(unchanged) {}

  [[nodiscard]] BuildStep plan_step() const {
    BuildStep step;
    step.kind = BuildStep::Kind::write_plan;
    step.description = fmt::format("Planning std for {}", plan_.target);
    step.words = words_with_selection("plan");
    step.outputs = {plan_file(plan_)};
    return step;
  }

  [[nodiscard]] BuildStep unit_step(std::size_t index) const {
    const auto& unit = plan_.units[index];
    BuildStep step;
    step.description = description(unit);
    step.words = {context_.buildstd.string(), "step", fmt::format("--plan={}", plan_file(plan_).string()),
                  fmt::format("--unit={}", index)};
    if (unchanged_ == Unchanged::keep_time) step.words.emplace_back("--restat");
    for (const auto& dependency : unit.dependencies) step.inputs.push_back(main_output(plan_.units[dependency.unit]));
    step.order_only = {plan_file(plan_)};
    const auto outputs = unit.outputs();
    step.outputs.assign(outputs.rbegin(), outputs.rend());
    if (outputs.empty()) step.outputs = {main_output(unit)};
    step.depfile = depfile(unit);
    return step;
  }

  [[nodiscard]] BuildStep install_step() const {
    BuildStep step;
    step.kind = BuildStep::Kind::install;
    step.description = fmt::format("Installing the sysroot for {}", plan_.target);
    step.words = words_with_selection("install");
    for (const auto& unit : plan_.units) step.inputs.push_back(main_output(unit));
    step.outputs = {installed_file(plan_)};
    return step;
  }

 private:
  // Of a step that plans once more, and so notices when the plan has changed.
  [[nodiscard]] std::vector<std::string> words_with_selection(const char* step) const {
    std::vector<std::string> words{context_.buildstd.string()};
    auto selection = context_.selection;
    if (!selection.empty() && selection.front().starts_with('+')) {  // only understood as the first word
      words.push_back(selection.front());
      selection.erase(selection.begin());
    }
    words.insert(words.end(), {"step", step, "--key", plan_.key});
    words.insert(words.end(), selection.begin(), selection.end());
    return words;
  }

  static std::string description(const Unit& unit) {
    if (unit.kind == UnitKind::run_build_script) return fmt::format("Running the build script of {}", unit.full_name());
    return fmt::format("Compiling {}{}", unit.full_name(), label_of(unit.kind));
  }

  const Plan& plan_;
  const BuildFileContext& context_;
  Unchanged unchanged_;
};

// One line is one command for ninja and make.
Result<void> check_lines(const BuildStep& step) {
  const auto broken = std::ranges::find_if(
      step.words, [](const auto& word) { return word.find_first_of("\n\r") != std::string::npos; });
  if (broken == step.words.end()) return {};
  return fail(Error(fmt::format("an argument contains a newline, which build files do not support: `{}`",
                                text::printable(*broken)))
                  .help("choose a `--target-dir` without one, or use `buildstd build`, which needs no file"));
}

}  // namespace

Result<std::vector<BuildStep>> build_steps(const Plan& plan, const BuildFileContext& context, Unchanged unchanged) {
  const StepWriter writer(plan, context, unchanged);
  std::vector<BuildStep> steps{writer.plan_step()};
  for (std::size_t i = 0; i < plan.units.size(); ++i) steps.push_back(writer.unit_step(i));
  steps.push_back(writer.install_step());
  for (const auto& step : steps) BUILDSTD_CHECK(check_lines(step));
  return steps;
}

std::string sysroot_name(const Plan& plan) { return "sysroot-" + plan.target; }

std::filesystem::path plan_file(const Plan& plan) { return plan.directories.root / "plan.json"; }

std::filesystem::path installed_file(const Plan& plan) { return plan.directories.root / "installed"; }

std::filesystem::path main_output(const Unit& unit) {
  return unit.kind == UnitKind::run_build_script ? unit.script_output() : unit.outputs().back();
}

// `std::filesystem` would take a version's dot for an extension.
std::filesystem::path depfile(const Unit& unit) {
  auto file = main_output(unit);
  file += ".dep";
  return file;
}

std::string shell_line(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(text::shell_quote(word));
  return text::join(quoted, " ");
}

}  // namespace buildstd::planner
