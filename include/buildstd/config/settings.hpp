// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/build_choices.hpp"
#include "buildstd/base/cfg.hpp"
#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"

/// Cargo's configuration, read as Cargo reads it. `load` merges all sources into a `Config`; each function
/// below answers one question about it with Cargo's rules for that question. Nothing here starts a process.
namespace buildstd::config {

/// Where a value was set.
struct Origin {
  enum class Kind { builtin, file, environment, option };
  Kind kind = Kind::builtin;
  std::optional<Place> place;  ///< for `file`
  std::string name;            ///< the variable's name, or the option as it was given
  /// "`/p/.cargo/config.toml`", "environment variable `RUSTC`", "`--config` argument", "default".
  [[nodiscard]] std::string describe() const;
};

/// A value and where it comes from.
template <class T>
struct Sourced {
  T value;
  Origin origin;
};

/// What `load` looks at.
struct LoadRequest {
  std::filesystem::path cwd;         ///< absolute; discovery starts here, not at the manifest
  Environment environment;           ///< `CARGO_HOME`, `HOME`, `CARGO_*`, `RUSTC`, `RUSTFLAGS`, …
  std::vector<std::string> options;  ///< the arguments of `--config`, in order
  /// Where discovery starts if not at `cwd`: for a single-file package at its folder.
  std::optional<std::filesystem::path> rooted_at = std::nullopt;
};

/// The merged configuration with the origin of each value. Cheap to copy; immutable.
class Config {
 public:
  struct Data;
  explicit Config(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  [[nodiscard]] const Data& data() const { return *data_; }

 private:
  std::shared_ptr<const Data> data_;
};

/// Discovers, reads and merges (Cargo: src/context/mod.rs). Warnings go to `diagnostics`.
Result<Config> load(const LoadRequest& request, Diagnostics& diagnostics);
/// The files that `load` has looked for, whether they are there or not: what may change the result.
const std::vector<std::filesystem::path>& looked_for(const Config& config);

/// `build-std.when` and `build-std.crates` for one target; each key has its own precedence (RFC 3874).
struct BuildStd {
  std::optional<Sourced<bool>> always;  ///< true: "always", false: "never"
  std::optional<Sourced<StdCrates>> crates;
};
Result<BuildStd> build_std(const Config& config, std::string_view target, const CfgSet& cfgs, Diagnostics& diagnostics);
/// All that configuration and environment say of `build-std`, in any table and in either spelling: a line for each
/// value, sorted. Equal texts give equal answers for every target.
std::string build_std_text(const Config& config);
/// Whether `build-std.when` is "always" for any target, or in any variable.
bool wants_build_std(const Config& config);

/// `unstable.build-std`, Cargo's own and older key, which nothing here acts on: the crates that it names.
std::optional<Sourced<std::vector<std::string>>> unstable_build_std(const Config& config);

/// The compiler and what wraps it (Cargo: src/context/mod.rs `get_tool`). A program with a separator is
/// resolved against Cargo's base for its key; one without stays bare, to be looked up along PATH.
struct Tools {
  Sourced<std::string> rustc;
  Sourced<std::string> rustdoc;
  std::optional<Sourced<std::string>> rustc_wrapper;
  std::optional<Sourced<std::string>> rustc_workspace_wrapper;
};
Result<Tools> tools(const Config& config);

/// Cargo's own folder, absolute: CARGO_HOME, else `.cargo` in the home directory; nothing where there is neither.
std::optional<std::filesystem::path> cargo_home(const Config& config);

/// Which compiler flags Cargo would take from configuration and environment, and from which one source.
struct Flags {
  enum class Source { none, encoded_variable, plain_variable, target_tables, build_table };
  Source source = Source::none;
  std::vector<std::string> flags;
  std::vector<Origin> origins;  ///< where each of them was written
};
enum class FlagTool { rustc, rustdoc };
Result<Flags> compiler_flags(const Config& config, FlagTool tool, std::string_view target, const CfgSet& cfgs);

/// Whether `--target` or `build.target` names targets.
enum class TargetsRequested { no, yes };
/// The flags of what runs on the host (build scripts, proc macros): none where targets are requested, even
/// where one of them is the host; else those of `compiler_flags`.
Result<Flags> host_flags(const Config& config, FlagTool tool, std::string_view host, const CfgSet& cfgs,
                         TargetsRequested targets);

/// `build.target`: triples, or absolute paths of `.json` specifications; `host-tuple` is left as it is.
Result<std::vector<Sourced<std::string>>> build_targets(const Config& config);

/// Where Cargo keeps what it builds of a single-file package (RFC 3424), unless a target or build directory is
/// configured: below its home, each in a folder of its own. Nothing where there is no home.
std::optional<std::filesystem::path> script_target_dir(const Config& config, const std::filesystem::path& script);

/// `CARGO_TARGET_DIR`, `build.target-dir`: absolute. Nothing where neither is set.
Result<std::optional<Sourced<std::filesystem::path>>> target_dir(const Config& config);

/// `target.<triple>.linker`, else that of the one matching `cfg(…)` table; two of those are an error.
Result<std::optional<Sourced<std::string>>> linker(const Config& config, std::string_view target, const CfgSet& cfgs);

/// The words that a command of Cargo's stands for (`alias.<name>`); nothing where it is no alias.
Result<std::optional<std::vector<std::string>>> alias(const Config& config, const std::string& name);

/// `build.jobs`, by Cargo's rules for negative numbers and "default". At least 1.
Result<unsigned> jobs(const Config& config, unsigned cpus);

/// The environment for what buildstd runs: `base` with `[env]` applied.
Result<Environment> with_env_table(const Config& config, const Environment& base);

/// `term.*`, from configuration and `CARGO_TERM_*`; unset where nobody says.
struct Term {
  std::optional<bool> quiet;
  std::optional<bool> verbose;
  std::optional<std::string> color;          ///< auto, always, never
  std::optional<std::string> progress_when;  ///< auto, always, never
  std::optional<unsigned> progress_width;
};
Result<Term> term(const Config& config);

/// How much is said. The options of the command line come before `term.*`; quiet and verbose at once is an error.
enum class Verbosity { quiet, normal, verbose };
Result<Verbosity> verbosity(const Term& term, unsigned verbose_options, bool quiet_option);

/// `panic` of a Cargo profile: environment, configuration, then the workspace's Cargo.toml, along `inherits`.
/// Warns about unknown keys of the profiles that Cargo would load for it, but for those that `load` has looked at.
/// @param manifest the workspace's root manifest; nothing outside a workspace
Result<std::optional<Sourced<PanicStrategy>>> profile_panic(const Config& config,
                                                            const std::optional<std::filesystem::path>& manifest,
                                                            std::string_view profile, Diagnostics& diagnostics);

/// The root manifest of the workspace that `directory` is in, as Cargo finds it (`package.workspace`,
/// `[workspace]` upward, `exclude`); nothing where there is no Cargo.toml.
/// @param cargo_home where the search upward ends (packages that Cargo unpacked for itself)
Result<std::optional<std::filesystem::path>> workspace_manifest(
    const std::filesystem::path& directory, const std::optional<std::filesystem::path>& cargo_home = {});

/// Packages of the user's workspace.
struct Members {
  std::vector<std::filesystem::path> manifests;
  std::vector<std::filesystem::path> looked_in;  ///< the manifest that chose them, folders compared with patterns
};
/// The packages that Cargo builds in `directory` if it is not told which: the one there, else (and in the root of a
/// workspace that says so) `workspace.default-members`, else all members. None where there is no Cargo.toml.
/// Cargo: src/workspace, `default_members`, `find_path_deps`.
Result<Members> default_members(const std::filesystem::path& directory);

}  // namespace buildstd::config
