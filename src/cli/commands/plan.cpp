// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/build_file.hpp"
#include "buildstd/planner/export.hpp"
#include "buildstd/process/program.hpp"
#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

struct PlanFormat {
  std::string_view name;
  std::string (*render)(const std::vector<planner::Plan>&);
};
constexpr PlanFormat plan_formats[] = {{"table", planner::as_table},
                                       {"json", planner::as_json},
                                       {"commands", planner::as_commands},
                                       {"unit-graph", planner::as_unit_graph},
                                       {"dot", planner::as_dot}};

struct BuildFormat {
  std::string_view name;
  ops::BuildSystem system;
};
constexpr BuildFormat build_formats[] = {{"ninja", ops::BuildSystem::ninja}, {"make", ops::BuildSystem::make}};

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const auto& format : plan_formats) names.emplace_back(format.name);
  for (const auto& format : build_formats) names.emplace_back(format.name);
  return names;
}

Result<void> print_build_file(Context& context, const ops::Session& session, ops::BuildSystem system) {
  BUILDSTD_TRY(const auto program, process::own_program());
  BUILDSTD_TRY(const auto file, ops::build_file(session, system, program,
                                                arguments_for(session.selection, context.process_context.cwd)));
  Console::data(file);
  return {};
}

Result<int> run_plan(Context& context, const std::string& wanted) {
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, context.console));
  for (const auto& format : build_formats) {
    if (format.name != wanted) continue;
    BUILDSTD_CHECK(print_build_file(context, session, format.system));
    return 0;
  }
  BUILDSTD_TRY(const auto plans, ops::plan(session));
  for (const auto& format : plan_formats) {
    if (format.name == wanted) Console::data(format.render(plans));
  }
  const bool verbose = context.console.settings().verbosity == Verbosity::verbose;
  if (!verbose || wanted != "table") return 0;
  for (const auto& plan : plans)
    Console::data(fmt::format("choices for {}:\n{}", plan.target, planner::choices_text(plan)));
  return 0;
}

}  // namespace

void register_plan(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "plan", "Print what `build` would do (with -v: every fixed choice and its source)");
  registration.options.add(*command, planning_options);
  const auto format = std::make_shared<std::string>("table");
  command
      ->add_option("--format", *format,
                   "table, json, commands, unit-graph (Cargo's), dot, ninja or make (files that build it)")
      ->check(CLI::IsMember(format_names()))
      ->type_name("FORMAT");
  command->callback(
      [&run = registration.run, format] { run = [format](Context& context) { return run_plan(context, *format); }; });
}

}  // namespace buildstd::cli
