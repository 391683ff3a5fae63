// SPDX-License-Identifier: MIT
#include "buildstd/ops/build_file.hpp"
#include "cli/command.hpp"

// What the files of `plan --format ninja` and `make` call. Not for people: hidden from the help, and free to change
// with any version, as such a file names the program that has written it.
namespace buildstd::cli {

namespace {

struct StepOptions {
  std::string plan;
  std::size_t unit = 0;
  bool restat = false;
};

// Lines with `+` are run under `make -n` too.
bool is_dry_run(const Environment& environment) {
  const auto flags = environment.get("MAKEFLAGS").value_or("");
  const auto first = flags.substr(0, flags.find(' '));
  return !first.starts_with('-') && first.find('n') != std::string::npos;
}

Result<int> run_unit(Context& context, const StepOptions& options) {
  const auto& environment = context.process_context.environment;
  if (is_dry_run(environment)) return 0;
  const auto unchanged = options.restat ? planner::Unchanged::keep_time : planner::Unchanged::renew_time;
  BUILDSTD_CHECK(ops::run_step(options.plan, options.unit, unchanged, environment, context.console));
  return 0;
}

Result<int> write_plan(Context& context, const std::string& key) {
  if (is_dry_run(context.process_context.environment)) return 0;
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, context.console));
  BUILDSTD_CHECK(ops::write_exported_plan(session, key));
  return 0;
}

Result<int> run_install(Context& context, const std::string& key) {
  if (is_dry_run(context.process_context.environment)) return 0;
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, context.console));
  BUILDSTD_TRY(const auto path, ops::install_exported(session, key));
  Console::data(path.string() + "\n");
  return 0;
}

}  // namespace

void register_step(const Registration& registration) {
  auto* command = registration.app.add_subcommand("step", "One step of an exported build")->group("");
  const auto options = std::make_shared<StepOptions>();
  auto* const plan = command->add_option("--plan", options->plan);
  command->add_option("--unit", options->unit)->needs(plan);
  command->add_flag("--restat", options->restat);
  command->callback([command, &run = registration.run, &needs = registration.needs, options] {
    if (!command->get_subcommands().empty()) return;
    run = [options](Context& context) { return run_unit(context, *options); };
    needs = Needs::nothing;
  });

  const auto add_planning = [&](const char* name, Result<int> (*run_it)(Context&, const std::string&)) {
    auto* planning = command->add_subcommand(name);
    const auto key = std::make_shared<std::string>();
    planning->add_option("--key", *key)->required();
    registration.options.add(*planning, planning_options);
    planning->callback([&run = registration.run, run_it, key] {
      run = [run_it, key](Context& context) { return run_it(context, *key); };
    });
  };
  add_planning("plan", write_plan);
  add_planning("install", run_install);
}

}  // namespace buildstd::cli
