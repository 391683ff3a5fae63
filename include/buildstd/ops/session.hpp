// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/cache/cache.hpp"
#include "buildstd/cache/remote.hpp"
#include "buildstd/config/settings.hpp"
#include "buildstd/ops/process_context.hpp"
#include "buildstd/ops/selection.hpp"
#include "buildstd/ops/state_directory.hpp"
#include "buildstd/planner/request.hpp"
#include "buildstd/toolchain/probe.hpp"
#include "buildstd/toolchain/toolchain.hpp"

/// One function a user operation. Wires the stages; parses nothing, prints nothing.
namespace buildstd::ops {

/// One call of buildstd: what somebody asked for, where, and the configuration that counts there.
struct Invocation {
  Selection selection;
  ProcessContext process_context;
  config::Config config;
};

/// Reads the configuration.
Result<Invocation> read_configuration(Selection selection, ProcessContext process_context, Diagnostics& diagnostics);

/// What the configuration and the environment say of a whole build.
struct Settings {
  config::Config config;
  Environment environment;                        ///< what is started gets this: `[env]` applied
  std::optional<std::filesystem::path> manifest;  ///< the user's workspace's root
  unsigned jobs = 1;
  std::optional<std::string> rustc_wrapper;
  std::optional<std::string> rustdoc;  ///< where the configuration or the environment names one
};

/// Where things are kept.
struct Storage {
  std::filesystem::path state;                      ///< `<target-dir>/buildstd`
  std::unique_ptr<StateDirectory> state_directory;  ///< the same; what it holds is read when it is prepared
  std::unique_ptr<cache::Cache> cache;              ///< between workspaces; null: there is none, or it is not wanted
  cache::RemoteSettings remote;                     ///< behind `cache`; without a URL there is none
  /// What is known of compilers and sources: in the cache, else in `state`; null: nowhere.
  std::shared_ptr<const fs::TrustedDirectory> answers;

  [[nodiscard]] fs::KeptFile answer(std::string name) const { return {answers, std::move(name)}; }
  /// A directory for files that others read or run, among the answers or, where that cannot be, in `state`. Made where
  /// it is missing.
  [[nodiscard]] Result<fs::TrustedDirectory> make_directory(const std::string& name) const;
  [[nodiscard]] std::filesystem::path sysroots() const { return state / "sysroots"; }
  [[nodiscard]] std::filesystem::path records() const { return state / "records"; }
  [[nodiscard]] std::filesystem::path locks() const { return state / "locks"; }
};

/// The compiler, and what it has answered.
struct Compiler {
  toolchain::Probe probe;
  toolchain::Toolchain toolchain;
  CfgSet host_cfgs;
  std::optional<std::string> host_linker;  ///< for build scripts
};

/// The user's rustflags as std's compilers are given them.
struct StdFlags {
  std::vector<std::string> words;  ///< names of files are absolute
  planner::FlagInputs inputs;
  std::vector<std::filesystem::path> looked_at;  ///< files whose content counts, whether they are there or not
};

/// One target with all decisions made.
struct TargetChoice {
  toolchain::Target target;
  /// Of a custom target: the user's own file, absolute. `target.argument` is a copy under a name of its content.
  std::optional<std::filesystem::path> specification;
  bool explicitly_chosen = false;  ///< by option or configuration; else it is the host by default
  config::Flags rustflags;         ///< with argument files read
  config::Flags rustdocflags;
  StdCrates crates = StdCrates::std;
  bool with_test = true;  ///< where `std` is built: with the crate `test`, which only test harnesses use
  StdFlags std_flags;
  std::optional<PanicStrategy> panic;
  std::optional<toolchain::Prebuilt> prebuilt;  ///< set: its distributor's choices are followed
  bool is_configured = false;                   ///< the configuration says "always"
  /// Set where the configuration says "never" in so many words, and no `--force` says otherwise: where it is said.
  std::optional<config::Origin> never;
};

/// The targets of a call, and what decided about them beside the configuration.
struct TargetChoices {
  std::vector<TargetChoice> all;
  std::vector<std::filesystem::path> manifest_inputs;  ///< manifests, and their folders, that decided about crates
};

/// Configuration read, the compiler asked, and everything decided: what operations on the standard library start from.
struct Session {
  Selection selection;
  ProcessContext process_context;
  Settings settings;
  Storage storage;
  Compiler compiler;
  TargetChoices targets;
};

/// Finds and asks the compiler, and decides what each target gets. Refuses what RFC 3874 keeps from stable toolchains.
Result<Session> open_session(const Invocation& invocation, Diagnostics& diagnostics);

/// The same without targets: the compiler is found and asked, nothing is decided.
Result<Session> open_compiler(const Invocation& invocation, Diagnostics& diagnostics);

/// Where everything of a workspace is kept: `<target-dir>/buildstd`, absolute. Needs no compiler.
Result<std::filesystem::path> state_directory(const Invocation& invocation);

}  // namespace buildstd::ops
