// SPDX-License-Identifier: MIT
#include "buildstd/ops/verify.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"
#include "cli/build_session.hpp"
#include "cli/terminal.hpp"

namespace buildstd::cli {

namespace {

constexpr int differences_status = 2;

struct VerifyWords {
  std::string against;
  std::string format = "human";
  std::string require = "identical";
};

Command command_for(const ops::Comparison& comparison, const std::filesystem::path& program, const VerifyWords& words,
                    const Context& context) {
  std::vector<std::string> arguments{"compare",
                                     "--ours",
                                     comparison.here.string(),
                                     "--theirs",
                                     comparison.there.string(),
                                     "--format",
                                     words.format,
                                     "--require",
                                     words.require};
  for (const auto& [package, version] : comparison.versions_here)
    arguments.insert(arguments.end(), {"--version-here", package + "=" + version});
  if (context.console.settings().verbosity == Verbosity::verbose) arguments.emplace_back("--verbose");
  if (context.console.settings().color == Color::always && stdout_is_terminal()) arguments.emplace_back("--color");
  return {program, std::move(arguments), {}, context.process_context.cwd};
}

Result<int> run_verify(Context& context, const VerifyWords& words) {
  BUILDSTD_TRY(const auto program, ops::verify_program(context.process_context));
  BUILDSTD_TRY(const auto built, build_session(context));
  const auto against = words.against.empty() ? std::nullopt : std::optional<std::filesystem::path>(words.against);
  BUILDSTD_TRY(const auto comparisons, ops::comparisons(built.session, built.sysroots, against));
  int status = 0;
  for (const auto& comparison : comparisons) {
    const auto command = command_for(comparison, program, words, context);
    context.console.status("Comparing", fmt::format("with {}", comparison.there.string()));
    context.console.verbose_status("Running", fmt::format("`{}`", command.shell_line()));
    BUILDSTD_TRY(const auto output, process::run(command, context.process_context.environment));
    Console::data(output.standard_output);  // also beside files that could not be read
    if (!output.status.success() && output.status.code != differences_status)
      return fail(Error(fmt::format("could not compare the standard libraries for {}", comparison.target))
                      .caused_by(fmt::format("buildstd-verify: {}", output.status.describe()))
                      .output(output.standard_error));
    if (!output.status.success()) status = differences_status;
  }
  return status;
}

}  // namespace

void register_verify(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "verify", "Build if needed, then compare with the prebuilt std, crate by crate, function by function");
  registration.options.add(*command, planning_options);
  const auto words = std::make_shared<VerifyWords>();
  command->add_option("--against", words->against, "Compare with this sysroot, not with the toolchain's prebuilt std")
      ->type_name("DIR");
  command->add_option("--format", words->format, "human or json")
      ->check(CLI::IsMember({"human", "json"}))
      ->type_name("FORMAT");
  command
      ->add_option("--require", words->require,
                   "What to be content with: identical, hashes (files the same but for crate hashes), code (the same "
                   "machine code); the exit status is 2 where a crate is less")
      ->check(CLI::IsMember({"identical", "hashes", "code"}))
      ->type_name("LEVEL");
  command->callback(
      [&run = registration.run, words] { run = [words](Context& context) { return run_verify(context, *words); }; });
}

}  // namespace buildstd::cli
