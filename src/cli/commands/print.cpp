// SPDX-License-Identifier: MIT
#include "buildstd/ops/print.hpp"

#include <array>

#include "buildstd/ops/targets.hpp"
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

Result<int> print_sysroot(Context& context) {
  BUILDSTD_TRY(const auto built, build_session(context));
  print_paths(built.sysroots);
  remember(context, built);
  return 0;
}

Result<int> print_cfg(Context& context) {
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, context.console));
  for (const auto& choice : session.targets.all) {
    for (const auto& cfg : choice.target.cfgs)
      Console::data(cfg.name + (cfg.value ? "=\"" + *cfg.value + "\"" : "") + "\n");
  }
  return 0;
}

// As `rustc --print` would; for several targets one after the other.
Result<int> print_support(Context& context, bool json) {
  BUILDSTD_TRY(const auto all, ops::target_support(*context.invocation, context.console));
  for (const auto& target : all)
    Console::data(json ? toolchain::support_json(target.support) : toolchain::support_text(target.support));
  return 0;
}

void register_print_support(CLI::App& command, const Registration& registration) {
  auto* support = command.add_subcommand(std::string(print_support_name),
                                         "Which crates the target supports, as RFC 3874 has it (`:json` behind the "
                                         "name for JSON)");
  const auto json = std::make_shared<bool>(false);
  support->add_flag("--json", *json, "As JSON");
  registration.options.add(*support, {OptionGroup::target, OptionGroup::location});
  support->callback(
      [&run = registration.run, json] { run = [json](Context& context) { return print_support(context, *json); }; });
}

struct ConfigOptions {
  std::string key;
  std::string format = "toml";
  bool show_origin = false;
};

struct ConfigFormat {
  const char* name;
  config::Format format;
};
constexpr std::array config_formats = {ConfigFormat{"toml", config::Format::toml},
                                       ConfigFormat{"json", config::Format::json},
                                       ConfigFormat{"json-value", config::Format::json_value}};

Result<int> print_config(Context& context, const ConfigOptions& options) {
  auto format = config::Format::toml;
  for (const auto& known : config_formats) {
    if (options.format == known.name) format = known.format;
  }
  const auto origin = options.show_origin ? config::ShowOrigin::yes : config::ShowOrigin::no;
  BUILDSTD_TRY(const auto printed, ops::print_config(*context.invocation, options.key, format, origin));
  Console::data(printed.text);
  if (printed.variables.empty()) return 0;
  // What cargo says too: variables count, but are looked up value by value.
  Diagnostic note{
      Diagnostic::Severity::note, "the following environment variables may affect the loaded values", {}, {}};
  for (const auto& variable : printed.variables) note.message += "\n  " + variable;
  context.console.report(std::move(note));
  return 0;
}

void register_print_config(CLI::App& command, const Registration& registration) {
  auto* config = command.add_subcommand("config", "Cargo's merged configuration, or one KEY of it");
  const auto options = std::make_shared<ConfigOptions>();
  std::vector<std::string> names;
  for (const auto& format : config_formats) names.emplace_back(format.name);
  config->add_option("KEY", options->key, "Dotted, as in `build.rustflags` (default: everything)");
  config->add_option("--format", options->format, "toml, json or json-value")
      ->check(CLI::IsMember(names))
      ->type_name("FORMAT");
  config->add_flag("--show-origin", options->show_origin, "Say behind each value where it is set");
  config->callback([&run = registration.run, options] {
    run = [options](Context& context) { return print_config(context, *options); };
  });
}

}  // namespace

void register_print(const Registration& registration) {
  auto* command = registration.app.add_subcommand("print", "Print one value");
  command->require_subcommand(1);
  auto* sysroot = command->add_subcommand("sysroot", "The path of the sysroot, which is built if needed");
  registration.options.add(*sysroot, planning_options);
  sysroot->callback([&run = registration.run] { run = print_sysroot; });
  auto* cfg = command->add_subcommand("cfg", "The target's cfgs under the flags in force");
  registration.options.add(*cfg, planning_options);
  cfg->callback([&run = registration.run] { run = print_cfg; });
  register_print_config(*command, registration);
  register_print_support(*command, registration);
}

}  // namespace buildstd::cli
