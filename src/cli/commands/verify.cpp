// SPDX-License-Identifier: MIT
#include "buildstd/ops/verify.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "buildstd/base/text.hpp"
#include "buildstd/ops/find_recipe.hpp"
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
  std::string diff_dir;
  bool find_recipe = false;
};

// As docs/verify-predicate.md has it.
std::string build_json(const ops::Provenance& provenance) {
  auto materials = nlohmann::json::array();
  for (const auto& material : provenance.materials)
    materials.push_back({{"name", material.name}, {"digest", {{material.algorithm, material.digest}}}});
  auto choices = nlohmann::json::array();
  for (const auto& choice : provenance.choices)
    choices.push_back({{"name", choice.name}, {"value", choice.value}, {"source", choice.source}});
  const nlohmann::json all = {{"compiler",
                               {{"release", provenance.compiler.release},
                                {"commit", provenance.compiler.commit_hash},
                                {"host", provenance.compiler.host}}},
                              {"recipe", {{"name", provenance.recipe}, {"choices", std::move(choices)}}},
                              {"materials", std::move(materials)}};
  return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

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
  if (comparison.provenance) arguments.insert(arguments.end(), {"--build", build_json(*comparison.provenance)});
  if (!words.diff_dir.empty()) arguments.insert(arguments.end(), {"--diff-dir", words.diff_dir});
  for (const auto& [package, version] : comparison.versions_here)
    arguments.insert(arguments.end(), {"--version-here", package + "=" + version});
  if (context.console.settings().verbosity == Verbosity::verbose) arguments.emplace_back("--verbose");
  if (context.console.settings().color == Color::always && stdout_is_terminal()) arguments.emplace_back("--color");
  return {program, std::move(arguments), {}, context.process_context.cwd};
}

// As it would stand in the table of known recipes.
void show_recipe(Console& console, const planner::FoundRecipe& recipe) {
  console.note(fmt::format("it is {}; its RUSTFLAGS:\n  {}", recipe.nearest, text::join(recipe.rustflags, "\n  ")));
}

Result<void> find_recipes(Context& context) {
  using Kind = ops::RecipeReport::Kind;
  auto& console = context.console;
  BUILDSTD_TRY(const auto session, ops::open_session(*context.invocation, console));
  const auto start = std::chrono::steady_clock::now();
  BUILDSTD_TRY(const auto reports, ops::find_recipes(session, [&](unsigned words, std::size_t done, std::size_t all) {
                 console.status("Guessing",
                                fmt::format("RUSTFLAGS, {} words from known recipe {} of {}", words, done + 1, all));
               }));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  for (const auto& report : reports) {
    const auto& target = report.target;
    switch (report.kind) {
      case Kind::known: console.status("Known", fmt::format("recipe of the prebuilt std for {}", target)); break;
      case Kind::found:
        console.status("Found", fmt::format("recipe of the prebuilt std for {} in {:.1f}s, after {} guesses", target,
                                            took.count(), report.tried));
        show_recipe(console, *report.recipe);
        break;
      case Kind::unknown:
        console.status("Unknown",
                       fmt::format("recipe of the prebuilt std for {}: {} guesses were wrong", target, report.tried));
        break;
      case Kind::no_metadata:
        console.status(
            "Unknown",
            fmt::format("recipe of the prebuilt std for {}: no known settings give the id of its core", target));
        break;
    }
  }
  return {};
}

Diagnostic without_c_code(const ops::Comparison& comparison) {
  return {
      Diagnostic::Severity::warning,
      fmt::format("the prebuilt standard library for {} has C code of LLVM's that is not built here: the crates that "
                  "have it, and all that depend on them, will differ",
                  comparison.target),
      {},
      {fmt::format("name the archives of the same LLVM by {} (docs/prebuilt.md)",
                   text::join(comparison.missing_archives, " and "))}};
}

Result<int> run_verify(Context& context, const VerifyWords& words) {
  BUILDSTD_TRY(const auto program, ops::verify_program(context.process_context));
  if (words.find_recipe) BUILDSTD_CHECK(find_recipes(context));  // which reads the prebuilt std with that program
  BUILDSTD_TRY(const auto built, build_session(context));
  const auto against = words.against.empty() ? std::nullopt : std::optional<std::filesystem::path>(words.against);
  const auto with_provenance = words.format == "in-toto" ? ops::WithProvenance::yes : ops::WithProvenance::no;
  BUILDSTD_TRY(const auto comparisons, ops::comparisons(built.session, built.sysroots, against, with_provenance));
  if (!words.diff_dir.empty() && comparisons.size() > 1)
    return fail(Error("`--diff-dir` is for one target").help("name the target: `--target TRIPLE`"));
  int status = 0;
  for (const auto& comparison : comparisons) {
    if (!comparison.missing_archives.empty()) context.console.report(without_c_code(comparison));
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
  command
      ->add_option("--format", words->format,
                   "human, json, html (a page of its own) or in-toto (an unsigned statement on the prebuilt files)")
      ->check(CLI::IsMember({"human", "json", "html", "in-toto"}))
      ->type_name("FORMAT");
  command
      ->add_option("--diff-dir", words->diff_dir,
                   "Copy the pairs of files that differ into this new folder, for diffoscope: a/ there, b/ here")
      ->type_name("DIR");
  command
      ->add_option("--require", words->require,
                   "What to be content with: identical, hashes (files the same but for crate hashes), code (the same "
                   "machine code); the exit status is 2 where a crate is less")
      ->check(CLI::IsMember({"identical", "hashes", "code"}))
      ->type_name("LEVEL");
  command->add_flag("--find-recipe", words->find_recipe,
                    "Where no known recipe gives the names of the prebuilt files: look for one first, and keep it");
  command->callback(
      [&run = registration.run, words] { run = [words](Context& context) { return run_verify(context, *words); }; });
}

}  // namespace buildstd::cli
