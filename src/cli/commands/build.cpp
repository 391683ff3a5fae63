// SPDX-License-Identifier: MIT
#include "buildstd/ops/recall.hpp"
#include "cli/build_session.hpp"
#include "cli/terminal.hpp"

namespace buildstd::cli {

namespace {

void print_paths(const std::vector<ops::Sysroot>& sysroots) {
  for (const auto& sysroot : sysroots) Console::data(sysroot.path.string() + "\n");
}

ops::Words words_of(const Context& context) { return {context.words, stderr_is_terminal()}; }

// Says and prints what the run would have, had it looked at everything again.
bool answer_from_memory(Context& context) {
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = ops::recall(words_of(context), context.surroundings);
  if (!outcome) return false;
  auto settings = context.console.settings();
  settings.verbosity = outcome->verbosity;
  settings.color = outcome->colors ? Color::always : Color::never;
  context.console.configure(settings);
  say_finished(context.console, outcome->sysroots, start);
  print_paths(outcome->sysroots);
  return true;
}

Result<int> run_build(Context& context, MessageFormat format) {
  if (format == MessageFormat::human && !context.selection.timings && answer_from_memory(context)) return 0;
  BUILDSTD_CHECK(context.configure(context));
  BUILDSTD_TRY(const auto built, build_session(context, format));
  if (format == MessageFormat::json) return 0;  // its objects name the sysroots
  print_paths(built.sysroots);
  // Warnings are to be said again.
  if (format == MessageFormat::human && !context.console.has_reported())
    ops::remember(
        words_of(context), built.session,
        {built.sysroots, context.console.settings().verbosity, context.console.settings().color == Color::always});
  return 0;
}

}  // namespace

void register_build(const Registration& registration) {
  auto* command = registration.app.add_subcommand("build", "Make the sysroot; prints its path");
  add_selection_options(*command, registration.selection, registration.options);
  add_timings_option(*command, registration.selection);
  const auto format = std::make_shared<std::string>();
  add_message_option(*command, format);
  command->callback([&run = registration.run, &needs = registration.needs, format] {
    needs = Needs::nothing;
    run = [format](Context& context) { return run_build(context, message_format(*format)); };
  });
}

}  // namespace buildstd::cli
