// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "buildstd/ops/recall.hpp"
#include "buildstd/ops/session.hpp"
#include "cli/console.hpp"

namespace buildstd::cli {

/// What every command gets: what was asked for on the command line, where we are, and where to print.
struct Context {
  ops::Selection selection;
  ops::Surroundings surroundings;
  Console& console;
  ops::Words words = {};  ///< the whole command line
  /// Reads the configuration, and talks as it says from then on; for commands that do not need it from the start.
  std::function<Result<void>(Context&)> configure = {};
};

/// Runs a command; the status is the process's exit status.
using Run = std::function<Result<int>(Context&)>;

/// What a command needs before it runs.
enum class Needs { configuration, nothing };  // `nothing`: not before the command asks

/// The options that choose what to build, on their way into an `ops::Selection`.
struct SelectionOptions {
  std::string crates;
  std::string panic;
  std::string profile;
  std::string recipe;
  std::string vendor_dir;
  std::string lockfile;
  bool release = false;
  std::string manifest;
  std::string target_dir;
  std::vector<std::string> std_features;
  bool force = false;
  std::vector<std::string> self_contained;
};

/// Options that stand before or after the command.
struct GlobalOptions {
  std::string directory;
  std::vector<std::string> config;
  std::string color;
  unsigned verbose = 0;
  bool quiet = false;
  std::vector<std::string> unstable;
};

/// Adds the options of CLI.md's "Choosing what to build" to a command.
void add_selection_options(CLI::App& command, ops::Selection& selection, SelectionOptions& options);
/// The words that an option's value is one of, by the name that the help gives the value; those of them that are
/// checked in `apply`, where a misspelt one gets the nearest.
std::vector<std::string> words_for(std::string_view value_name);
/// Takes the words over into the selection, checking them.
Result<void> apply(const SelectionOptions& options, ops::Selection& selection);

/// `--target` alone.
void add_target_option(CLI::App& command, ops::Selection& selection);
/// The arguments that lead to this selection again, from any directory.
std::vector<std::string> arguments_for(const ops::Selection& selection, const ops::Surroundings& surroundings);

/// Only where files are and which configuration counts: for commands that build nothing.
void add_location_options(CLI::App& command, SelectionOptions& options);

/// What a command adds to the parser. Each is called once; the one that was chosen sets `run`.
struct Registration {
  CLI::App& app;
  ops::Selection& selection;
  SelectionOptions& options;
  Run& run;
  Needs& needs;  ///< `configuration` unless the chosen command says otherwise
};
void register_build(const Registration& registration);
void register_plan(const Registration& registration);
void register_exec(const Registration& registration);
void register_env(const Registration& registration);
void register_print(const Registration& registration);
void register_targets(const Registration& registration);
void register_doc(const Registration& registration);
void register_doctor(const Registration& registration);
void register_fetch(const Registration& registration);
void register_cache(const Registration& registration);
void register_clean(const Registration& registration);
void register_completions(const Registration& registration);
void register_man(const Registration& registration);
void register_step(const Registration& registration);
void register_toolchain(const Registration& registration);
void register_verify(const Registration& registration);

/// rustc spells the JSON form of this `print` with `:json` behind it, which is no name to CLI11.
constexpr std::string_view print_support_name = "target-standard-library-support";

}  // namespace buildstd::cli
