// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/cached_result.hpp"
#include "buildstd/ops/session.hpp"
#include "cli/console.hpp"
#include "cli/options.hpp"

namespace buildstd::cli {

/// What every command gets: what was asked for on the command line, where we are, and where to print.
struct Context {
  ops::Selection selection;
  ops::ProcessContext process_context;
  Console& console;
  ops::CommandLine command_line = {};  ///< the whole, as it was given
  /// What the configuration is read for; set when `configure` has read it.
  std::optional<ops::Invocation> invocation = std::nullopt;
  /// Reads the configuration, and talks as it says from then on; for commands that do not need it from the start.
  std::function<Result<void>(Context&)> configure = {};
};

/// Runs a command; the status is the process's exit status.
using Run = std::function<Result<int>(Context&)>;

/// What a command needs before it runs.
enum class Needs { configuration, nothing };  // `nothing`: not before the command asks

/// How to print, and where.
struct GlobalOptions {
  std::string directory;
  std::string color;
  unsigned verbose = 0;
  bool quiet = false;
};

/// What a command adds to the parser. Each is called once; the one that was chosen sets `run`.
struct Registration {
  CLI::App& app;
  OptionParser& options;
  Run& run;
  Needs& needs;  ///< `configuration` unless the chosen command says otherwise
};
/// The groups of a command that plans, or builds.
inline constexpr std::initializer_list<OptionGroup> planning_options = {OptionGroup::target, OptionGroup::selection,
                                                                        OptionGroup::location};

void register_build(const Registration& registration);
void register_plan(const Registration& registration);
void register_exec(const Registration& registration);
void register_env(const Registration& registration);
void register_print(const Registration& registration);
void register_targets(const Registration& registration);
void register_doc(const Registration& registration);
void register_doctor(const Registration& registration);
void register_fetch(const Registration& registration);
void register_init(const Registration& registration);
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
