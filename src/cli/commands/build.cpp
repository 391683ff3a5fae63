// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/ops/emit.hpp"
#include "buildstd/ops/recall.hpp"
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

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

// For `answer_from_memory`, which says and prints what is said here, and does no more.
void remember(const Context& context, const BuiltSession& built) {
  const bool does_more = context.selection.emission || context.selection.timings || context.console.has_reported();
  if (does_more) return;
  const auto& settings = context.console.settings();
  ops::remember(context.words, built.session, {built.sysroots, settings.verbosity, settings.color == Color::always});
}

Result<int> run_build(Context& context, MessageFormat format, const EmitOptions& emit) {
  context.selection.emission = emission(emit, context);
  BUILDSTD_TRY(const auto built, build_session(context, format));
  BUILDSTD_CHECK(ops::emit(built.sysroots, context.selection));
  if (format == MessageFormat::json) return 0;  // its objects name the sysroots
  print_paths(built.sysroots);
  remember(context, built);
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
  command->callback([&run = registration.run, format, emit] {
    run = [format, emit](Context& context) { return run_build(context, message_format(*format), *emit); };
  });
}

}  // namespace buildstd::cli
