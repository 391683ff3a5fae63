// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/extern_flags.hpp"
#include "buildstd/ops/handover.hpp"
#include "cli/build_session.hpp"
#include "cli/option_table.hpp"

namespace buildstd::cli {

namespace {

using Variables = std::map<std::string, std::string>;

template <class Line>
std::string each(const Variables& variables, Line&& line) {
  std::string out;
  for (const auto& [name, value] : variables) out += line(name, value) + "\n";
  return out;
}

// In POSIX shells a control character is written as such inside quotes; the flags are separated by \x1f.
std::string as_shell(const Variables& variables) {
  return each(variables, [](const auto& name, const auto& value) {
    return fmt::format("export {}={}", name, text::shell_quote(value));
  });
}

std::string as_fish(const Variables& variables) {
  return each(variables, [](const auto& name, const auto& value) {
    const auto quoted = text::replace_all(text::replace_all(value, "\\", "\\\\"), "'", "\\'");
    return fmt::format("set -gx {} '{}'", name, quoted);
  });
}

// PowerShell takes typographic quotation marks for the plain one (about_Quoting_Rules).
std::string as_powershell(const Variables& variables) {
  return each(variables, [](const auto& name, std::string value) {
    for (const std::string_view quote : {"'", "\u2018", "\u2019", "\u201A", "\u201B"})
      value = text::replace_all(std::move(value), quote, std::string(quote) + std::string(quote));
    return fmt::format("$env:{} = '{}'", name, value);
  });
}

std::string as_json(const Variables& variables) {
  return nlohmann::json(variables).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

// Lines for the file that $GITHUB_ENV names. A value with a line end would need its longer form.
std::string as_github(const Variables& variables) {
  return each(variables, [](const auto& name, const auto& value) { return fmt::format("{}={}", name, value); });
}

// The value of a variable: GNU make's manual, "Setting". A variable without a name is empty, and keeps a blank at the
// start, and a backslash at the end, of the line.
std::string make_value(std::string_view value) {
  std::string quoted = value.starts_with(' ') || value.starts_with('\t') ? "$()" : "";
  std::string backslashes;  // since the last other character
  for (const char c : value) {
    if (c == '\\') {
      backslashes += c;
      continue;
    }
    quoted += backslashes;
    if (c == '#') quoted += backslashes + "\\";  // else they would escape each other
    if (c == '$') quoted += c;
    quoted += c;
    backslashes.clear();
  }
  quoted += backslashes;
  return backslashes.empty() ? quoted : quoted + "$()";
}

std::string as_make(const Variables& variables) {
  return each(variables, [](const auto& name, const auto& value) {
    return fmt::format("export {} := {}", name, make_value(value));
  });
}

struct EnvFormat {
  std::string_view name;
  std::string (*render)(const Variables&);
};
constexpr EnvFormat env_formats[] = {{"shell", as_shell}, {"fish", as_fish},     {"powershell", as_powershell},
                                     {"json", as_json},   {"github", as_github}, {"make", as_make}};
constexpr std::string_view cargo_config_format = "cargo-config";

// One line of words for a shell; a list; a variable for a makefile.
Result<std::string> render_flags(const std::vector<std::string>& flags, const std::string& wanted) {
  if (wanted == "json")
    return nlohmann::json(flags).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::vector<std::string> quoted;
  for (const auto& flag : flags) quoted.push_back(text::shell_quote(flag));
  const auto line = text::join(quoted, " ");
  if (wanted == "shell") return line + "\n";
  if (wanted == "make") return "BUILDSTD_EXTERN := " + make_value(line) + "\n";
  return fail(Error(fmt::format("`--style extern` has no format `{}`", wanted))
                  .help("its formats are: shell, json, make")
                  .exit_status(usage_status));
}

Result<std::string> render_environment(const ops::Handover& handover, const std::string& wanted) {
  if (wanted == cargo_config_format) return handover.cargo_config();
  const auto variables = handover.variables();
  for (const auto& [name, value] : variables) {
    if (wanted != "json" && value.find('\n') != std::string::npos)
      return fail(Error(fmt::format("the value of {} has a line end, which no format but json can carry", name))
                      .help("use `--format json`"));
  }
  const auto* const format = std::ranges::find(env_formats, wanted, &EnvFormat::name);
  return format == std::end(env_formats) ? std::string() : format->render(variables);
}

Result<int> print(const Context& context, const BuiltSession& built, const std::string& output,
                  std::vector<std::filesystem::path> files) {
  Console::data(output);
  remember(context, built, {output, std::nullopt, std::move(files)});
  return 0;
}

Result<int> print_extern_flags(Context& context, const std::string& wanted) {
  BUILDSTD_CHECK(render_flags({}, wanted));  // before anything is built
  BUILDSTD_TRY(const auto built, build_session(context));
  BUILDSTD_TRY(const auto flags, ops::extern_flags(built.sysroots));
  BUILDSTD_TRY(const auto output, render_flags(flags, wanted));
  return print(context, built, output, {});
}

Result<int> run_env(Context& context, const std::string& wanted, const std::string& style) {
  if (style == "extern") return print_extern_flags(context, wanted);
  BUILDSTD_TRY(const auto built, build_session(context));
  const auto& asked = *context.invocation;
  BUILDSTD_TRY(const auto handover,
               ops::Handover::make(asked, built.session, encode(asked.selection, asked.process_context.cwd)));
  BUILDSTD_TRY(const auto output, render_environment(handover, wanted));
  return print(context, built, output, handover.programs());
}

}  // namespace

void register_env(const Registration& registration) {
  auto* command =
      registration.app.add_subcommand("env", "Build if needed, then print the environment in which Cargo uses it");
  registration.options.add(*command, planning_options);
  const auto format = std::make_shared<std::string>("shell");
  std::vector<std::string> names;
  for (const auto& known : env_formats) names.emplace_back(known.name);
  names.emplace_back(cargo_config_format);
  command->add_option("--format", *format, text::join(names, ", "))->check(CLI::IsMember(names))->type_name("FORMAT");
  const auto style = std::make_shared<std::string>("sysroot");
  command
      ->add_option("--style", *style,
                   "sysroot: the environment for Cargo; extern: arguments that give rustc the crates one by one "
                   "(unstable)")
      ->check(CLI::IsMember({"sysroot", "extern"}))
      ->type_name("STYLE");
  command->callback([&run = registration.run, format, style] {
    run = [format, style](Context& context) { return run_env(context, *format, *style); };
  });
}

}  // namespace buildstd::cli
