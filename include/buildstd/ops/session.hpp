// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/vocabulary.hpp"
#include "buildstd/cache/cache.hpp"
#include "buildstd/config/settings.hpp"
#include "buildstd/ops/state_directory.hpp"
#include "buildstd/process/jobserver.hpp"
#include "buildstd/sysroot/emit.hpp"
#include "buildstd/toolchain/probe.hpp"
#include "buildstd/toolchain/toolchain.hpp"

/// One function a user operation. Wires the stages; parses nothing, prints nothing.
namespace buildstd::ops {

/// What is installed with buildstd beside its own program; empty paths: it is not.
struct Companions {
  std::filesystem::path program;  ///< buildstd itself
  std::filesystem::path verify;   ///< the program that reads object files
  std::filesystem::path preload;  ///< the library that is preloaded into compilers (src/preload)
  std::string preload_host;       ///< of which host, as rustc names it, compilers can load it
};

/// The process's surroundings, passed in so that everything below is a function of them.
struct Surroundings {
  std::filesystem::path cwd;
  Environment environment;
  unsigned cpus = 1;
  std::int64_t now_ns = 0;  ///< since the epoch
  Companions companions = {};
  /// What `load_config` has read here, for those who have asked already; unset: it is read when it is needed.
  std::optional<config::Config> config = std::nullopt;
  /// The jobserver of the make, or Cargo, that started this process, for its tokens to be used; null: there is
  /// none; an error where it cannot be reached, which a build warns of.
  Result<std::shared_ptr<process::ParentJobserver>> jobserver = nullptr;
};

enum class Overrule { no, yes };

/// What somebody asked for; unset: decided by configuration, then by the target.
struct Selection {
  std::optional<std::string> toolchain;  ///< of `+toolchain`
  std::vector<std::string> config;       ///< arguments of `--config`
  std::vector<std::string> targets;
  std::optional<StdCrates> crates;
  std::optional<PanicStrategy> panic;
  std::string profile = "dev";  ///< whose `panic` counts
  bool for_tests = false;       ///< the std is for tests or benchmarks, which unwind whatever the profile says
  std::vector<std::string> std_features;
  std::optional<RecipeKind> recipe;                 ///< unset: `prebuilt` where the toolchain has one for the target
  bool with_dylib = false;                          ///< `--with-dylib`
  std::optional<std::filesystem::path> vendor_dir;  ///< `--vendor-dir`: more vendored packages
  std::optional<std::filesystem::path> lockfile;    ///< `--lockfile`: other versions of them
  bool metadata_only = false;                       ///< `--check`
  bool use_cache = true;                            ///< not with `--no-cache`
  std::optional<unsigned> frontend_threads;         ///< `--frontend-threads`
  std::optional<std::filesystem::path> manifest;
  std::optional<std::filesystem::path> target_dir;
  std::optional<int> jobs;
  bool timings = false;                       ///< `--timings`
  std::optional<sysroot::Emission> emission;  ///< `--emit`, `--artifact-dir`
  Overrule overrule_never = Overrule::no;     ///< `--force`
  bool unstable_options = false;              ///< `-Zunstable-options`
  bool builtin_dependencies = false;          ///< `-Zbuiltin-deps`: RFC 3875
  /// `--self-contained-dir`: where start objects and libraries are that the toolchain lacks.
  std::vector<std::filesystem::path> self_contained;
};

/// One target with all decisions made.
struct TargetChoice {
  toolchain::Target target;
  /// Of a custom target: the user's own file, absolute. `target.argument` is a copy under a name of its content.
  std::optional<std::filesystem::path> specification;
  bool explicitly_chosen = false;  ///< by option or configuration; else it is the host by default
  config::Flags rustflags;
  config::Flags rustdocflags;
  StdCrates crates = StdCrates::std;
  std::optional<PanicStrategy> panic;
  std::optional<toolchain::Prebuilt> prebuilt;  ///< set: its distributor's choices are followed
  /// Set where the configuration says "never" in so many words and nobody overrules it: where it is said.
  std::optional<config::Origin> never;
};

/// Configuration read and the compiler asked: the ground every operation stands on.
struct Session {
  Surroundings surroundings;
  Selection selection;
  config::Config config;
  Environment environment;  ///< what is started gets this: `[env]` applied
  toolchain::Probe probe;
  toolchain::Toolchain toolchain;
  std::filesystem::path state;                      ///< `<target-dir>/buildstd`
  std::unique_ptr<StateDirectory> state_directory;  ///< the same; what it holds is read when it is prepared
  std::unique_ptr<cache::Cache> cache;              ///< between workspaces; null: there is none, or it is not wanted
  std::optional<std::filesystem::path> manifest;    ///< the user's workspace's root
  /// What is known of compilers and sources: in the cache, else in `state`; null: nowhere.
  std::shared_ptr<const fs::TrustedDirectory> answers;
  unsigned jobs = 1;
  std::optional<std::string> rustc_wrapper;
  std::optional<std::string> rustdoc;  ///< where the configuration or the environment names one
  CfgSet host_cfgs;
  std::optional<std::string> host_linker;  ///< for build scripts
  std::vector<TargetChoice> targets;
  std::vector<std::filesystem::path> dependents;  ///< manifests, and their folders, that decided about crates
};

/// The configuration that counts here; it says its warnings only where it is not in `surroundings` yet.
Result<config::Config> load_config(const Selection& selection, const Surroundings& surroundings,
                                   Diagnostics& diagnostics);

/// Reads the configuration, finds and asks the compiler, and decides what each target gets. Refuses what
/// RFC 3874 keeps from stable toolchains.
Result<Session> open_session(const Selection& selection, const Surroundings& surroundings, Diagnostics& diagnostics);

/// Where everything of a workspace is kept: `<target-dir>/buildstd`, absolute. Needs no compiler.
Result<std::filesystem::path> state_directory(const Selection& selection, const Surroundings& surroundings,
                                              const config::Config& config);

}  // namespace buildstd::ops
