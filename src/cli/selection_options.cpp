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

void add_target_option(CLI::App& command, ops::Selection& selection) {
  command
      .add_option("--target", selection.targets,
                  "Build for TRIPLE, or for a specification SPEC.json (nightly); repeatable (default: `build.target`, "
                  "else the host)")
      ->allow_extra_args(false)
      ->type_name("TRIPLE");
}

void add_selection_options(CLI::App& command, ops::Selection& selection, SelectionOptions& options) {
  add_target_option(command, selection);
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
  command
      .add_option("--recipe", options.recipe,
                  "Whose choices are followed: prebuilt (those that the toolchain's std shows) or dist (upstream's) "
                  "(default: prebuilt where the toolchain has one for the target)")
      ->type_name("RECIPE");
  command.add_flag("--with-dylib", selection.with_dylib, "Make std as a dynamic library too (unstable)");
  command.add_option("--vendor-dir", options.vendor_dir, "One more folder of vendored packages (unstable)")
      ->type_name("DIR");
  command
      .add_option("--lockfile", options.lockfile,
                  "A lock file in place of the sources' own, to follow what `verify` finds (unstable)")
      ->type_name("FILE");
  command
      .add_option(
          "--self-contained-dir", options.self_contained,
          "Where start objects and libraries are that the toolchain lacks for the target (unstable; repeatable)")
      ->allow_extra_args(false)
      ->type_name("DIR");
  command.add_flag("--check", selection.metadata_only, "Make metadata only, as `cargo check` needs");
  command
      .add_option("--frontend-threads", selection.frontend_threads,
                  "Threads in each compiler's frontend (unstable; metadata then varies from build to build)")
      ->check(CLI::Range(1U, 256U))
      ->type_name("N");
  command
      .add_option("-j,--jobs", selection.jobs,
                  "How many processes and codegen threads at once (default: `build.jobs`, else one a processor)")
      ->type_name("N");
  command.add_flag("!--no-cache", selection.use_cache, "Neither use nor fill the cache that all workspaces share");
  command.add_flag("--force", options.force, "Build although the configuration says `build-std.when = \"never\"`");
  add_location_options(command, options);
}

std::vector<std::string> words_for(std::string_view value_name) {
  if (value_name == "CRATES") return {"core", "alloc", "std"};
  if (value_name == "STRATEGY") return {"unwind", "abort", "immediate-abort"};
  if (value_name == "RECIPE") return {"prebuilt", "dist"};
  return {};
}

Result<void> apply(const SelectionOptions& options, ops::Selection& selection) {
  BUILDSTD_TRY(selection.crates, choose("--crates", options.crates, parse_std_crates, words_for("CRATES")));
  BUILDSTD_TRY(selection.panic, choose("--panic", options.panic, parse_panic_strategy, words_for("STRATEGY")));
  BUILDSTD_TRY(selection.recipe, choose("--recipe", options.recipe, parse_recipe, words_for("RECIPE")));
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
  selection.self_contained.assign(options.self_contained.begin(), options.self_contained.end());
  selection.std_features = options.std_features;
  if (!options.vendor_dir.empty()) selection.vendor_dir = options.vendor_dir;
  if (!options.lockfile.empty()) selection.lockfile = options.lockfile;
  const std::pair<std::string_view, bool> unstable[] = {{"--std-features", !selection.std_features.empty()},
                                                        {"--self-contained-dir", !selection.self_contained.empty()},
                                                        {"--with-dylib", selection.with_dylib},
                                                        {"--frontend-threads", selection.frontend_threads.has_value()},
                                                        {"--vendor-dir", selection.vendor_dir.has_value()},
                                                        {"--lockfile", selection.lockfile.has_value()}};
  for (const auto& [option, given] : unstable) {
    if (!given || selection.unstable_options) continue;
    return fail(
        Error(fmt::format("`{}` is unstable", option)).help("add `-Zunstable-options` to use it").exit_status(1));
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
  if (selection.builtin_dependencies) arguments.emplace_back("-Zbuiltin-deps");
  for (const auto& target : selection.targets) add("--target", target);
  if (selection.crates) add("--crates", std::string(name_of(*selection.crates)));
  if (selection.panic) add("--panic", std::string(name_of(*selection.panic)));
  if (selection.profile != "dev") add("--profile", selection.profile);
  for (const auto& feature : selection.std_features) add("--std-features", feature);
  if (selection.recipe) add("--recipe", std::string(name_of(*selection.recipe)));
  if (selection.with_dylib) arguments.emplace_back("--with-dylib");
  if (selection.vendor_dir) add("--vendor-dir", selection.vendor_dir->string());
  if (selection.lockfile) add("--lockfile", selection.lockfile->string());
  for (const auto& directory : selection.self_contained) add("--self-contained-dir", directory.string());
  if (selection.frontend_threads) add("--frontend-threads", std::to_string(*selection.frontend_threads));
  if (selection.metadata_only) arguments.emplace_back("--check");
  if (!selection.use_cache) arguments.emplace_back("--no-cache");
  if (selection.overrule_never == ops::Overrule::yes) arguments.emplace_back("--force");
  if (selection.manifest) add("--manifest-path", selection.manifest->string());
  if (selection.target_dir) add("--target-dir", selection.target_dir->string());
  if (selection.jobs) add("--jobs", std::to_string(*selection.jobs));
  return arguments;
}

}  // namespace buildstd::cli
