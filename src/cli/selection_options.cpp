// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

// A value that is one of a few words; the message names them, and the nearest one.
template <class Value>
Result<std::optional<Value>> choose(std::string_view option, const std::string& word,
                                    std::optional<Value> (*parse)(std::string_view),
                                    const std::vector<std::string>& words) {
  if (word.empty()) return std::nullopt;
  if (auto value = parse(word)) return value;
  auto error = Error(fmt::format("invalid value `{}` for `{}`", text::printable(word), option)).exit_status(1);
  for (const auto& near : text::nearest(word, words, 1))
    error = std::move(error).help(fmt::format("a similar value exists: `{}`", near));
  return fail(std::move(error).help(fmt::format("the values are: {}", text::join(words, ", "))));
}

}  // namespace

void add_location_options(CLI::App& command, SelectionOptions& options) {
  command
      .add_option("--manifest-path", options.manifest,
                  "Cargo.toml of the workspace (default: found from the working directory upward)")
      ->type_name("PATH");
  command.add_option("--target-dir", options.target_dir, "Directory for all that is built (default: as Cargo)")
      ->type_name("DIR");
}

void add_selection_options(CLI::App& command, ops::Selection& selection, SelectionOptions& options) {
  command
      .add_option("--target", selection.targets,
                  "Build for TRIPLE, or for a specification SPEC.json (nightly); repeatable (default: `build.target`, "
                  "else the host)")
      ->allow_extra_args(false)
      ->type_name("TRIPLE");
  command
      .add_option("--crates", options.crates,
                  "Which crates: core, alloc or std, each with those before it (default: `build-std.crates`, else what "
                  "the target supports)")
      ->type_name("CRATES");
  command
      .add_option("--panic", options.panic,
                  "Panic strategy: unwind, abort or immediate-abort (default: the profile's, else as the prebuilt std)")
      ->type_name("STRATEGY");
  command.add_option("--profile", options.profile, "The Cargo profile whose `panic` counts (default: dev)")
      ->type_name("NAME");
  command.add_flag("-r,--release", options.release, "The same as `--profile release`");
  command.add_option("--std-features", options.std_features, "More features of the standard library (unstable)")
      ->allow_extra_args(false)
      ->type_name("LIST")
      ->delimiter(',');
  command.add_flag("--check", selection.metadata_only, "Make metadata only, as `cargo check` needs");
  command
      .add_option("-j,--jobs", selection.jobs,
                  "How many processes and codegen threads at once (default: `build.jobs`, else one a processor)")
      ->type_name("N");
  command.add_flag("--force", options.force, "Build although the configuration says `build-std.when = \"never\"`");
  add_location_options(command, options);
}

std::vector<std::string> words_for(std::string_view value_name) {
  if (value_name == "CRATES") return {"core", "alloc", "std"};
  if (value_name == "STRATEGY") return {"unwind", "abort", "immediate-abort"};
  return {};
}

Result<void> apply(const SelectionOptions& options, ops::Selection& selection) {
  BUILDSTD_TRY(selection.crates, choose("--crates", options.crates, parse_std_crates, words_for("CRATES")));
  BUILDSTD_TRY(selection.panic, choose("--panic", options.panic, parse_panic_strategy, words_for("STRATEGY")));
  if (options.release && !options.profile.empty() && options.profile != "release") {
    return fail(
        Error(fmt::format("`--release` and `--profile {}` ask for two profiles", text::printable(options.profile)))
            .help("leave one of them out")
            .exit_status(1));
  }
  if (options.release) selection.profile = "release";
  if (!options.profile.empty()) selection.profile = options.profile;
  if (!options.manifest.empty()) selection.manifest = options.manifest;
  if (!options.target_dir.empty()) selection.target_dir = options.target_dir;
  if (options.force) selection.overrule_never = ops::Overrule::yes;
  selection.std_features = options.std_features;
  if (!selection.std_features.empty() && !selection.unstable_options) {
    return fail(Error("`--std-features` is unstable").help("add `-Zunstable-options` to use it").exit_status(1));
  }
  return {};
}

std::vector<std::string> arguments_for(const ops::Selection& selection, const ops::Surroundings& surroundings) {
  std::vector<std::string> arguments;
  if (selection.toolchain) arguments.push_back("+" + *selection.toolchain);
  const auto add = [&](std::string_view option, const std::string& value) {
    arguments.push_back(fmt::format("{}={}", option, value));
  };
  arguments.insert(arguments.end(), {"-C", surroundings.cwd.string()});
  for (const auto& config : selection.config) add("--config", config);
  if (selection.unstable_options) arguments.emplace_back("-Zunstable-options");
  for (const auto& target : selection.targets) add("--target", target);
  if (selection.crates) add("--crates", std::string(name_of(*selection.crates)));
  if (selection.panic) add("--panic", std::string(name_of(*selection.panic)));
  if (selection.profile != "dev") add("--profile", selection.profile);
  for (const auto& feature : selection.std_features) add("--std-features", feature);
  if (selection.metadata_only) arguments.emplace_back("--check");
  if (selection.overrule_never == ops::Overrule::yes) arguments.emplace_back("--force");
  if (selection.manifest) add("--manifest-path", selection.manifest->string());
  if (selection.target_dir) add("--target-dir", selection.target_dir->string());
  if (selection.jobs) add("--jobs", std::to_string(*selection.jobs));
  return arguments;
}

}  // namespace buildstd::cli
