// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/build_file_names.hpp"
#include "buildstd/base/text.hpp"
#include "planner/build_steps.hpp"

// The language: https://ninja-build.org/manual.html; names: base/build_file_names.hpp.
namespace buildstd::planner {

namespace {

std::string escape_value(std::string_view value) { return text::replace_all(std::string(value), "$", "$$"); }

std::string paths(const std::vector<std::filesystem::path>& all) {
  std::string out;
  for (const auto& path : all) out += " " + ninja_names::path(path);
  return out;
}

// What the steps will write there, in the outputs' directory and from the sources.
Result<void> check_depfiles(const Plan& plan) {
  BUILDSTD_CHECK(ninja_names::in_depfile(plan.directories.root));
  BUILDSTD_CHECK(ninja_names::in_depfile(plan.source_root));
  return {};
}

std::string_view rule_of(BuildStep::Kind kind) {
  switch (kind) {
    case BuildStep::Kind::write_plan: return "plan";
    case BuildStep::Kind::unit: return "step";
    case BuildStep::Kind::install: return "install";
  }
  return "";
}

std::string statement(const BuildStep& step) {
  auto out = fmt::format("build {}", ninja_names::path(step.outputs.front()));
  const std::vector<std::filesystem::path> more(step.outputs.begin() + 1, step.outputs.end());
  if (!more.empty()) out += " |" + paths(more);
  out += fmt::format(": {}{}", rule_of(step.kind), paths(step.inputs));
  if (!step.order_only.empty()) out += " ||" + paths(step.order_only);
  out += "\n";
  out += fmt::format("  cmd = {}\n  desc = {}\n", escape_value(shell_line(step.words)), escape_value(step.description));
  if (!step.depfile.empty()) out += fmt::format("  dep = {}\n", escape_value(step.depfile.string()));
  return out + "\n";
}

// `console` shows at once what the last step says, and lets nothing else run beside it.
constexpr std::string_view rules =
    "rule plan\n"
    "  command = $cmd\n"
    "  description = $desc\n\n"
    "rule step\n"
    "  command = $cmd\n"
    "  description = $desc\n"
    "  deps = gcc\n"
    "  depfile = $dep\n"
    "  restat = 1\n"
    "  pool = rustc\n\n"
    "rule install\n"
    "  command = $cmd\n"
    "  description = $desc\n"
    "  pool = console\n\n";

}  // namespace

Result<std::string> as_ninja(const std::vector<Plan>& plans, const BuildFileContext& context) {
  std::string out = "# Made by `buildstd plan --format ninja`; docs/build-systems.md says how it is used.\n";
  out += "ninja_required_version = 1.10\n\n";
  out += fmt::format("pool rustc\n  depth = {}\n\n", context.jobs);
  out += ninja_names::definitions;
  out += rules;
  std::string names;
  for (const auto& plan : plans) {
    BUILDSTD_TRY(const auto steps, build_steps(plan, context, Unchanged::keep_time));
    BUILDSTD_CHECK(check_depfiles(plan));
    for (const auto& step : steps) out += statement(step);
    out += fmt::format("build {}: phony {}\n\n", sysroot_name(plan), ninja_names::path(installed_file(plan)));
    names += " " + sysroot_name(plan);
  }
  // Without targets to build there is nothing to do, and that is no error.
  return out + fmt::format("build sysroots: phony{}\ndefault sysroots\n", names);
}

}  // namespace buildstd::planner
