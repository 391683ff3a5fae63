// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/build_file.hpp"
#include "buildstd/planner/export_build.hpp"
#include "cli/command.hpp"

// What the files of `plan --format ninja` and `make` call. Not for people: hidden from the help, and free to change
// with any version, as such a file names the program that has written it.
namespace buildstd::cli {

namespace {

/// A step's options, on their way into an `ops::Step`.
struct StepOptions {
  std::string package;
  std::string directory;
  std::vector<std::string> set;
  std::vector<std::string> unset;
  std::vector<std::string> outputs;
  std::string depfile;
  bool restat = false;
  std::vector<std::string> words;
  // compile
  std::string dep_info;
  std::string sources;
  std::string script_output;
  std::size_t script_at = 0;
  std::vector<std::string> ignored_cfgs;
  bool wrapped = false;
  // run-script
  std::string out_dir;
  std::vector<std::string> links;
};

Error malformed(std::string_view option, std::string_view value) {
  return Error(fmt::format("`{}` takes NAME=VALUE, not `{}`", option, text::printable(value))).exit_status(1);
}

using Pair = std::pair<std::string, std::string>;

Result<Pair> split_pair(std::string_view option, const std::string& value) {
  const auto equals = value.find('=');
  if (equals == std::string::npos || equals == 0) return fail(malformed(option, value));
  return Pair{value.substr(0, equals), value.substr(equals + 1)};
}

template <class Step>
Result<Step> common_step(const StepOptions& options) {
  if (options.words.empty()) return fail(Error("no command to run").exit_status(1));
  if (options.outputs.empty()) return fail(Error("a step has an `--output`").exit_status(1));
  Step step;
  step.package = options.package;
  step.command = {options.words.front(), {options.words.begin() + 1, options.words.end()}, {}, options.directory};
  for (const auto& name : options.unset) step.command.environment.insert_or_assign(name, std::nullopt);
  for (const auto& variable : options.set) {
    BUILDSTD_TRY(const auto pair, split_pair("--set", variable));
    step.command.environment.insert_or_assign(pair.first, planner::unescape_line(pair.second));
  }
  step.outputs.assign(options.outputs.begin(), options.outputs.end());
  step.depfile = options.depfile;
  step.keep_times = options.restat;
  return step;
}

// Lines with `+` are run under `make -n` too.
bool is_dry_run(const Environment& environment) {
  const auto flags = environment.get("MAKEFLAGS").value_or("");
  const auto first = flags.substr(0, flags.find(' '));
  return !first.starts_with('-') && first.find('n') != std::string::npos;
}

Result<int> run_compile(Context& context, const StepOptions& options) {
  if (is_dry_run(context.surroundings.environment)) return 0;
  BUILDSTD_TRY(auto step, common_step<ops::CompileStep>(options));
  step.dep_info = options.dep_info;
  step.sources = options.sources;
  step.wrapped = options.wrapped;
  if (!options.script_output.empty()) {
    step.script.emplace();
    step.script->output = options.script_output;
    step.script->place.script_arguments_at = options.script_at;
    step.script->place.ignored_script_cfgs = options.ignored_cfgs;
  }
  BUILDSTD_CHECK(ops::run_step(step, context.surroundings.environment));
  return 0;
}

Result<int> run_script(Context& context, const StepOptions& options) {
  if (is_dry_run(context.surroundings.environment)) return 0;
  BUILDSTD_TRY(auto step, common_step<ops::ScriptStep>(options));
  step.out_dir = options.out_dir;
  for (const auto& links : options.links) {
    BUILDSTD_TRY(const auto pair, split_pair("--links", links));
    step.links.emplace_back(pair.first, pair.second);
  }
  BUILDSTD_CHECK(ops::run_step(step, context.surroundings.environment, context.console));
  return 0;
}

Result<int> run_install(Context& context, const std::string& key) {
  if (is_dry_run(context.surroundings.environment)) return 0;
  BUILDSTD_TRY(const auto session, ops::open_session(context.selection, context.surroundings, context.console));
  BUILDSTD_TRY(const auto path, ops::install_exported(session, key));
  Console::data(path.string() + "\n");
  return 0;
}

void add_list(CLI::App& command, const std::string& name, std::vector<std::string>& values) {
  command.add_option(name, values)->allow_extra_args(false);
}

void add_common_options(CLI::App& command, StepOptions& options) {
  command.add_option("--package", options.package);
  command.add_option("--directory", options.directory);
  add_list(command, "--set", options.set);
  add_list(command, "--unset", options.unset);
  add_list(command, "--output", options.outputs);
  command.add_option("--depfile", options.depfile);
  command.add_flag("--restat", options.restat);
  command.add_option("command", options.words);
}

}  // namespace

void register_step(const Registration& registration) {
  auto* command = registration.app.add_subcommand("step", "One step of an exported build")->group("");
  command->require_subcommand(1);
  const auto options = std::make_shared<StepOptions>();

  auto* compile = command->add_subcommand("compile");
  add_common_options(*compile, *options);
  compile->add_option("--dep-info", options->dep_info);
  compile->add_option("--sources", options->sources);
  compile->add_option("--script-output", options->script_output);
  compile->add_option("--script-at", options->script_at);
  add_list(*compile, "--ignore-cfg", options->ignored_cfgs);
  compile->add_flag("--wrapped", options->wrapped);
  compile->callback([&run = registration.run, &needs = registration.needs, options] {
    run = [options](Context& context) { return run_compile(context, *options); };
    needs = Needs::nothing;
  });

  auto* script = command->add_subcommand("run-script");
  add_common_options(*script, *options);
  script->add_option("--out-dir", options->out_dir);
  add_list(*script, "--links", options->links);
  script->callback([&run = registration.run, &needs = registration.needs, options] {
    run = [options](Context& context) { return run_script(context, *options); };
    needs = Needs::nothing;
  });

  auto* install = command->add_subcommand("install");
  const auto key = std::make_shared<std::string>();
  install->add_option("--key", *key)->required();
  add_selection_options(*install, registration.selection, registration.options);
  install->callback(
      [&run = registration.run, key] { run = [key](Context& context) { return run_install(context, *key); }; });
}

}  // namespace buildstd::cli
