// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "cli/build_view.hpp"

namespace buildstd::cli {

namespace {

std::string duration(std::chrono::steady_clock::duration elapsed) {  // Cargo: util/mod.rs, `elapsed`
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  const auto seconds = milliseconds / 1000;
  if (seconds >= 60) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}.{:02}s", seconds, milliseconds % 1000 / 10);
}

std::string targets_of(const std::vector<ops::Sysroot>& sysroots) {
  std::vector<std::string> names;
  for (const auto& sysroot : sysroots) {
    if (!sysroot.is_prebuilt) names.push_back(sysroot.target);
  }
  return text::join(names, ", ");
}

Result<BuiltSession> build_and_say(Context& context, MessageFormat format) {
  const auto start = std::chrono::steady_clock::now();
  auto& console = context.console;
  BUILDSTD_TRY(auto session, ops::open_session(*context.invocation, console));
  auto decided = ops::what_decides(session);
  ConsoleBuildView view(console, format);
  auto sysroots = ops::build(session, view, console);
  console.clear_progress();
  if (!sysroots) return std::unexpected(std::move(sysroots).error());
  say_finished(console, *sysroots, start);
  return BuiltSession{std::move(session), *std::move(sysroots), std::move(decided)};
}

Result<std::vector<ops::Documentation>> document_and_say(Context& context, MessageFormat format) {
  const auto start = std::chrono::steady_clock::now();
  auto& console = context.console;
  context.invocation->selection.metadata_only = true;
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, console));
  ConsoleBuildView view(console, format);
  auto made = ops::document(session, view, console);
  console.clear_progress();
  if (!made) return made;
  console.status("Finished", fmt::format("documentation of the standard library in {}",
                                         duration(std::chrono::steady_clock::now() - start)));
  for (const auto& one : *made) console.status("Generated", one.index.string());
  return made;
}

}  // namespace

void print_paths(const std::vector<ops::Sysroot>& sysroots) {
  for (const auto& sysroot : sysroots) Console::data(sysroot.path.string() + "\n");
}

void say_finished(Console& console, const std::vector<ops::Sysroot>& sysroots,
                  std::chrono::steady_clock::time_point start) {
  if (const auto targets = targets_of(sysroots); !targets.empty())
    console.status("Finished", fmt::format("standard library for {} in {}", targets,
                                           duration(std::chrono::steady_clock::now() - start)));
}

void add_message_option(CLI::App& command, const std::shared_ptr<std::string>& word) {
  command
      .add_option_function<std::string>(
          "--message-format", [word](const std::string& given) { *word = given; },
          "How the build's messages come: human, short, or json (objects on standard output, docs/messages.md)")
      ->check(CLI::IsMember({"human", "short", "json"}))
      ->type_name("FORMAT");
}

MessageFormat message_format(std::string_view word) {
  return word == "json" ? MessageFormat::json : word == "short" ? MessageFormat::brief : MessageFormat::human;
}

Result<BuiltSession> build_session(Context& context, MessageFormat format) {
  const bool as_json = format == MessageFormat::json;
  if (as_json) Console::data(build_started_line(BUILDSTD_VERSION));
  auto built = build_and_say(context, format);
  if (!as_json) return built;
  if (built) {
    for (const auto& sysroot : built->sysroots) Console::data(sysroot_line(sysroot));
  }
  Console::data(build_finished_line(built.has_value()));
  return built;
}

void remember(const Context& context, const BuiltSession& built, const Rest& rest) {
  if (context.selection.timings || !context.selection.emit.empty() || context.console.has_reported()) return;
  const auto& settings = context.console.settings();
  // It says what it becomes.
  if (rest.successor && settings.verbosity == Verbosity::verbose) return;
  ops::cache_result(context.command_line, built.session, built.decided,
                    {built.sysroots, settings.verbosity, settings.color == Color::always, context.process_context.cwd,
                     rest.output, rest.successor, rest.files});
}

Result<std::vector<ops::Documentation>> document_session(Context& context, MessageFormat format) {
  const bool as_json = format == MessageFormat::json;
  if (as_json) Console::data(build_started_line(BUILDSTD_VERSION));
  auto made = document_and_say(context, format);
  if (as_json) Console::data(build_finished_line(made.has_value()));
  return made;
}

}  // namespace buildstd::cli
