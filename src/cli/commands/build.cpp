// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/ops/emit.hpp"
#include "buildstd/ops/recall.hpp"
#include "cli/build_session.hpp"
#include "cli/terminal.hpp"

namespace buildstd::cli {

namespace {

void print_paths(const std::vector<ops::Sysroot>& sysroots) {
  for (const auto& sysroot : sysroots) Console::data(sysroot.path.string() + "\n");
}

ops::Words words_of(const Context& context) { return {context.words, stderr_is_terminal()}; }

// Says what the run would have, had it looked at everything again.
std::optional<std::vector<ops::Sysroot>> answer_from_memory(Context& context) {
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = ops::recall(words_of(context), context.surroundings);
  if (!outcome) return std::nullopt;
  auto settings = context.console.settings();
  settings.verbosity = outcome->verbosity;
  settings.color = outcome->colors ? Color::always : Color::never;
  context.console.configure(settings);
  say_finished(context.console, outcome->sysroots, start);
  return outcome->sysroots;
}

/// `--emit` and `--artifact-dir`.
struct EmitOptions {
  std::vector<std::string> kinds;
  std::string directory;
};

std::optional<sysroot::Emission> emission(const EmitOptions& options, const Context& context) {
  if (options.kinds.empty()) return std::nullopt;
  const auto wants = [&](std::string_view kind) {
    return std::ranges::find(options.kinds, kind) != options.kinds.end();
  };
  return sysroot::Emission{fs::absolute(options.directory, context.surroundings.cwd), wants("obj"), wants("metadata")};
}

Result<int> run_build(Context& context, MessageFormat format, const EmitOptions& emit) {
  context.selection.emission = emission(emit, context);
  if (format == MessageFormat::human && !context.selection.timings) {
    if (const auto sysroots = answer_from_memory(context)) {
      BUILDSTD_CHECK(ops::emit(*sysroots, context.selection));
      print_paths(*sysroots);
      return 0;
    }
  }
  BUILDSTD_CHECK(context.configure(context));
  BUILDSTD_TRY(const auto built, build_session(context, format));
  BUILDSTD_CHECK(ops::emit(built.sysroots, context.selection));
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
  const auto emit = std::make_shared<EmitOptions>();
  auto* const kinds =
      command
          ->add_option("--emit", emit->kinds, "Also leave `core.o` and `libcore.rmeta` (and alloc's) in --artifact-dir")
          ->delimiter(',')
          ->check(CLI::IsMember({"obj", "metadata"}))
          ->type_name("KINDS")
          ->expected(1, 2);
  auto* const directory = command->add_option("--artifact-dir", emit->directory, "Where --emit leaves its files")
                              ->type_name("DIR")
                              ->needs(kinds);
  kinds->needs(directory);
  command->callback([&run = registration.run, &needs = registration.needs, format, emit] {
    needs = Needs::nothing;
    run = [format, emit](Context& context) { return run_build(context, message_format(*format), *emit); };
  });
}

}  // namespace buildstd::cli
