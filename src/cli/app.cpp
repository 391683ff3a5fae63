// SPDX-License-Identifier: MIT
#include "cli/app.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/base/utf8.hpp"
#include "cli/build_session.hpp"
#include "cli/command.hpp"
#include "cli/front.hpp"
#include "cli/option_table.hpp"
#include "cli/succeed.hpp"
#include "cli/terminal.hpp"

namespace buildstd::cli {

namespace {

constexpr int failure_status = 101;

constexpr std::string_view epilogue =
    "Configuration is Cargo's: `.cargo/config.toml`, `CARGO_*`, `--config`; `build-std.crates` chooses the crates.\n"
    "Example: buildstd exec --target x86_64-unknown-linux-gnu -- cargo test\n";

/// Help whose first line has the whole command, of which CLI11 shows the last word.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_usage(const CLI::App* app, std::string /*last_word*/) const override {
    auto command = app->get_name();
    for (const auto* above = app->get_parent(); above != nullptr; above = above->get_parent())
      command = above->get_name() + " " + command;
    return CLI::Formatter::make_usage(app, command);
  }
};

// cargo starts `cargo-buildstd buildstd …`; and `+toolchain` may only come first.
void take_leading_words(bool by_cargo, std::vector<std::string>& arguments, ops::Selection& selection) {
  if (by_cargo && !arguments.empty() && arguments.front() == "buildstd") arguments.erase(arguments.begin());
  if (arguments.empty() || !arguments.front().starts_with('+')) return;
  selection.toolchain = arguments.front().substr(1);
  arguments.erase(arguments.begin());
}

// `cargo buildstd test …` is `buildstd exec -- cargo test …`, for what Cargo compiles with and buildstd has no command
// of that name for.
void take_cargo_command(std::vector<std::string>& arguments, const Environment& environment) {
  constexpr std::string_view commands[] = {"bench",   "c", "check", "clippy", "fix",  "install",
                                           "nextest", "r", "run",   "rustc",  "test", "t"};
  if (arguments.empty() || std::ranges::find(commands, arguments.front()) == std::end(commands)) return;
  // Cargo names itself to what it starts.
  arguments.insert(arguments.begin(), {"exec", "--", environment.get("CARGO").value_or("cargo")});
}

// `print target-standard-library-support:json` is the name and a flag to CLI11.
void take_print_form(std::vector<std::string>& arguments) {
  const auto form = std::ranges::find(arguments, std::string(print_support_name) + ":json");
  if (form == arguments.end() || form == arguments.begin() || *std::prev(form) != "print") return;
  *form = print_support_name;
  arguments.insert(std::next(form), "--json");
}

// `help COMMAND` is `COMMAND --help`.
void take_help(std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front() != "help") return;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
}

void add_global_options(CLI::App& app, GlobalOptions& options, OptionParser& parser) {
  app.add_option("-C", options.directory, "Change to DIR before doing anything")->type_name("DIR");
  app.add_option("--color", options.color, "Coloring: auto, always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app.add_flag("-v,--verbose", options.verbose, "Show the commands that are run");
  app.add_flag("-q,--quiet", options.quiet, "Say nothing but warnings and errors");
  parser.add(app, {OptionGroup::everywhere});
}

Result<void> change_directory(const std::string& wanted, ops::ProcessContext& process_context) {
  if (wanted.empty()) return {};
  const auto directory = fs::absolute(wanted, process_context.cwd);
  if (!fs::is_directory(directory))
    return fail(Error(fmt::format("`-C {}`: there is no such directory", text::printable(wanted)))
                    .help("name a directory that exists")
                    .exit_status(usage_status));
  process_context.cwd = directory;
  return {};
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

// All that the chosen command understands, with what stands above it.
std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command = &app; command != nullptr;) {
    for (const auto* option : command->get_options()) {
      for (const auto& name : option->get_lnames()) names.push_back("--" + name);
    }
    const auto chosen = command->get_subcommands();
    command = chosen.empty() ? nullptr : chosen.front();
  }
  return names;
}

// Cargo's words for what the parser could not place.
Error unexpected_argument(const CLI::App& app, const std::string& argument) {
  const auto name = argument.substr(0, argument.find('='));
  auto error = Error(fmt::format("unexpected argument `{}` found", text::printable(name))).exit_status(usage_status);
  if (!name.starts_with("--")) return error;
  for (const auto& near : text::nearest(name, option_names(app), 1))
    error = std::move(error).help(fmt::format("a similar option exists: `{}`", near));
  return error;
}

bool is_extra_argument(const CLI::ParseError& problem) {
  return problem.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
}

// The innermost command that was named.
const CLI::App& chosen_command(const CLI::App& app) {
  const auto* command = &app;
  for (auto inner = command->get_subcommands(); !inner.empty(); inner = command->get_subcommands())
    command = inner.front();
  return *command;
}

Error unknown_command(const std::string& word, const std::vector<std::string>& names) {
  auto error = Error(fmt::format("no such command: `{}`", text::printable(word)));
  for (const auto& near : text::nearest(word, names, 1))
    error = std::move(error).help(fmt::format("a command with a similar name exists: `{}`", near));
  return error;
}

// CLI11's message, with the nearest command or option where a word is none.
Error usage_error(const CLI::App& app, const CLI::ParseError& problem) {
  auto error = Error(text::printable(problem.what(), true)).exit_status(usage_status);
  const auto& chosen = chosen_command(app);
  const auto names = command_names(chosen);
  const auto unknown = app.remaining(true);
  const auto word = std::ranges::find_if(unknown, [](const auto& argument) { return !argument.starts_with('-'); });
  if (!names.empty() && word != unknown.end()) {
    error = unknown_command(*word, names).exit_status(usage_status);
  } else if (!unknown.empty() && (is_extra_argument(problem) || !names.empty())) {
    error = unexpected_argument(app, unknown.front());
  }
  if (!names.empty() && &chosen != &app)
    return std::move(error).help(
        fmt::format("the commands of `{}` are: {}", chosen.get_name(), text::join(names, ", ")));
  return std::move(error).help("`buildstd --help` lists the commands, `buildstd COMMAND --help` their options");
}

// The configuration also says how to talk; what it gives reason to say waits until that is known.
Result<void> configure(Context& context, const GlobalOptions& options) {
  CollectedDiagnostics collected;
  BUILDSTD_TRY(context.invocation, ops::read_configuration(context.selection, context.process_context, collected));
  const ops::TerminalOptions terminal{.verbose = options.verbose,
                                      .quiet = options.quiet,
                                      .color = options.color.empty() ? std::nullopt : std::optional(options.color)};
  BUILDSTD_TRY(const auto settings, ops::terminal_settings(context.invocation->config, terminal));
  context.console.configure(console_settings(settings, context.process_context.environment));
  for (auto& diagnostic : collected.all) context.console.report(std::move(diagnostic));
  return {};
}

int report(Console& console, const Error& error) {
  console.error(error);
  return error.exit_status().value_or(failure_status);
}

// Other programs get their arguments as they are.
Result<void> check_arguments(const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    if (argument == "--") break;
    if (!text::is_utf8(argument))
      return fail(Error(fmt::format("an argument is not valid UTF-8: `{}`", text::printable(argument)))
                      .help("neither rustc nor Cargo takes such a name")
                      .exit_status(usage_status));
  }
  return {};
}

// Where the first word is that is no option, nor an option's value, of `command` or of all commands.
std::size_t first_plain_word(const CLI::App& app, const CLI::App& command, const std::vector<std::string>& words,
                             std::size_t at) {
  for (; at < words.size() && words[at] != "--" && words[at].starts_with('-'); ++at) {
    const auto* option = command.get_option_no_throw(words[at]);
    if (option == nullptr) option = app.get_option_no_throw(words[at]);
    if (option != nullptr && option->get_items_expected_max() > 0) ++at;
  }
  return at;
}

// What stands behind the name of a program is the program's, as `env` and `nice` have it.
void separate_program(const CLI::App& app, std::vector<std::string>& arguments) {
  const auto name = first_plain_word(app, app, arguments, 0);
  if (name >= arguments.size() || arguments[name] != "exec") return;
  const auto program = first_plain_word(app, *app.get_subcommand("exec"), arguments, name + 1);
  if (program < arguments.size() && arguments[program] != "--")
    arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(program), "--");
}

// CLI11 reports by exceptions; they end here.
std::optional<int> parse(CLI::App& app, std::vector<std::string> arguments, Console& console) {
  std::ranges::reverse(arguments);  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    Console::data(chosen_command(app).help());
    return 0;
  } catch (const CLI::CallForVersion&) {
    Console::data(app.version() + "\n");
    return 0;
  } catch (const CLI::ParseError& problem) {
    return report(console, usage_error(app, problem));
  }
}

// A build with nothing to do says what it would have, had it looked at everything again. Before anything else, as
// it is over before the parser would be set up.
std::optional<int> answer_from_cache(const ops::CommandLine& command_line, Console& console) {
  const auto start = std::chrono::steady_clock::now();
  const auto& arguments = command_line.arguments;
  constexpr std::array<std::string_view, 4> remembered = {"build", "env", "exec", "sysroot"};
  const auto may_be_remembered = [&](const auto& word) {
    return std::ranges::find(remembered, word) != remembered.end();
  };
  if (std::ranges::none_of(arguments, may_be_remembered)) return std::nullopt;
  if (!check_utf8(command_line.cwd, {})) return std::nullopt;
  const auto outcome = ops::find_cached_result(command_line);
  if (!outcome) return std::nullopt;
  auto settings = console.settings();
  settings.verbosity = outcome->verbosity;
  settings.color = outcome->colors ? Color::always : Color::never;
  console.configure(settings);
  say_finished(console, outcome->sysroots, start);
  if (outcome->output) {
    Console::data(*outcome->output);
  } else {
    print_paths(outcome->sysroots);
  }
  if (const auto written = Console::finish_data(); !written) return report(console, written.error());
  if (!outcome->successor) return 0;
  const auto status = become(*outcome->successor, command_line.environment, console);
  return status ? *status : report(console, status.error());
}

}  // namespace

int run(const std::string& program, std::vector<std::string> arguments, ops::ProcessContext process_context) {
  if (const auto tool = front_tool(program, arguments))
    return run_front(*tool, std::move(arguments), std::move(process_context));
  Console console(console_settings({}, process_context.environment));
  ops::Selection selection;
  const ops::CommandLine command_line{arguments, process_context.cwd, process_context.environment, stderr_is_terminal(),
                                      std::filesystem::path(program).stem().string()};
  if (const auto status = answer_from_cache(command_line, console)) return *status;
  const bool by_cargo = std::filesystem::path(program).stem() == "cargo-buildstd";
  take_leading_words(by_cargo, arguments, selection);
  if (by_cargo) take_cargo_command(arguments, process_context.environment);
  take_print_form(arguments);
  take_help(arguments);
  if (const auto usable = check_arguments(arguments); !usable) return report(console, usable.error());

  CLI::App app("Builds Rust's standard library from source on a stable toolchain (RFC 3874)", "buildstd");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("-V,--version", "buildstd " BUILDSTD_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(std::string(epilogue));
  GlobalOptions global;
  OptionParser options;
  Run command;
  add_global_options(app, global, options);
  auto needs = Needs::configuration;
  const Registration registration{app, options, command, needs};
  for (const auto add :
       {register_init, register_build, register_plan, register_exec, register_env, register_verify, register_print,
        register_targets, register_fetch, register_doc, register_doctor, register_cache, register_clean,
        register_completions, register_man, register_step, register_toolchain})
    add(registration);
  separate_program(app, arguments);
  if (const auto status = parse(app, std::move(arguments), console)) return *status;

  if (auto changed = change_directory(global.directory, process_context); !changed)
    return report(console, changed.error());
  if (auto applied = apply_options(options.given(), selection); !applied) return report(console, applied.error());
  Context context{std::move(selection),
                  std::move(process_context),
                  console,
                  command_line,
                  std::nullopt,
                  [&global](Context& unprepared) { return configure(unprepared, global); }};
  if (needs == Needs::configuration) {
    if (auto ready = context.configure(context); !ready) return report(console, ready.error());
  }
  const auto status = command(context);
  if (!status) return report(console, status.error());
  if (const auto written = Console::finish_data(); !written) return report(console, written.error());
  return *status;
}

}  // namespace buildstd::cli
