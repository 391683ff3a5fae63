// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"
#include "buildstd/ops/terminal.hpp"

namespace buildstd::ops {

/// What a command line of Cargo's says of what it builds.
struct CargoCall {
  std::optional<std::string> toolchain;            ///< `+toolchain`, which rustup reads
  std::string command;                             ///< as it is written; empty: none, or a script
  std::optional<std::filesystem::path> directory;  ///< `-C`
  std::vector<std::string> config;                 ///< arguments of `--config`
  std::vector<std::string> targets;
  std::optional<std::string> profile;
  std::optional<std::filesystem::path> manifest;
  std::optional<std::filesystem::path> target_dir;
  std::optional<std::filesystem::path> package;  ///< `install --path`
  std::optional<std::filesystem::path> script;   ///< `cargo -Zscript FILE` (RFC 3424)
  bool names_tests = false;  ///< `--tests`, `--all-targets` and the like: harnesses are among what it compiles
  TerminalOptions terminal;
  /// Whether it compiles tests or benchmarks, which unwind whatever the profile says.
  [[nodiscard]] bool runs_tests() const;
  /// Whether it is a command that makes code of what it compiles, and so needs std's; not for one that is not Cargo's
  /// own, which calls Cargo.
  [[nodiscard]] bool makes_code() const;
  /// Whether it installs what it fetches, of which nothing is in the working directory.
  [[nodiscard]] bool installs_foreign() const { return command == "install" && !package; }
  /// Whether it is one of Cargo's own commands that compile nothing.
  [[nodiscard]] bool compiles_nothing() const;
  /// Whether it makes a standard library itself, and fails where it is given a sysroot: Miri (cargo-miri: setup.rs).
  [[nodiscard]] bool brings_its_std() const { return command == "miri"; }
};

/// Reads `cargo [+toolchain] [options] COMMAND [options] [-- …]`, also behind `env -u NAME NAME=VALUE`; nothing for
/// another program.
std::optional<CargoCall> read_cargo_call(const std::vector<std::string>& words);

/// The same with the command's alias, if it is one, in place of it (Cargo: bin/cargo/cli.rs, `expand_aliases`).
/// @param words of a call that `read_cargo_call` has read
Result<CargoCall> expand_alias(const std::vector<std::string>& words, const config::Config& config);

/// Whether Cargo is told of targets, by the call or by the configuration: then it keeps what it compiles for the host
/// apart from what it compiles for them.
Result<bool> names_targets(const CargoCall& call, const config::Config& config);

/// The configuration that Cargo has for a call: by the place that the call gives it, and its own `--config`.
/// @param arguments of `--config` before those
Result<config::Config> configuration_for(const CargoCall& call, const Invocation& invocation,
                                         std::vector<std::string> arguments);

/// Takes over what the call says, where nobody has said it to buildstd. A script's configuration is looked for from its
/// folder upward, that of what is installed from its package's or from Cargo's home, as Cargo does it (cargo:
/// bin/cargo/commands/run.rs, `exec_manifest_command`; install.rs, `exec`).
Result<void> follow(const CargoCall& call, Invocation& invocation, Diagnostics& diagnostics);

}  // namespace buildstd::ops
