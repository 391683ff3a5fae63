// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "buildstd/base/rustlib.hpp"
#include "buildstd/planner/compile_call.hpp"

namespace buildstd::planner {

/// What a unit does, in Cargo's terms (`CompileMode`).
enum class UnitKind { library, build_script, run_build_script, documentation };

/// `library`, `build-script`, `run-build-script`, `documentation`: in JSON and in names of files.
std::string_view name_of(UnitKind kind);
/// The same for people, behind a package's name: nothing for a library, else ` (build script)` and the like.
std::string_view label_of(UnitKind kind);

/// The machine that a unit's output is for: the one that builds, or the one that is built for.
enum class Platform { host, target };

/// An edge of the graph.
struct UnitDependency {
  std::size_t unit = 0;
  std::string extern_name;  ///< how the dependent's code names the crate
  bool is_public = false;
};

/// Where a plan's files are while it is built.
struct Directories {
  std::filesystem::path root;  ///< the plan's own
  /// Files of the toolchain's that the empty sysroot has all the same, for the compiler injects them: to each the place
  /// below `empty_sysroot()`.
  std::map<std::string, std::string> injected = {};
  [[nodiscard]] std::filesystem::path dependencies() const { return root / "deps"; }
  [[nodiscard]] std::filesystem::path host() const { return root / "host"; }
  [[nodiscard]] std::filesystem::path scripts() const { return root / "build"; }
  /// Of startup objects.
  [[nodiscard]] std::filesystem::path objects() const { return root / "objects"; }
  /// What the std crates are compiled against (`SysrootRole::empty`).
  [[nodiscard]] std::filesystem::path empty_sysroot() const { return root / "empty-sysroot"; }
  /// A link to the sources in it, as bootstrap makes it (compile.rs, `Sysroot`): rustc finds the sources of other
  /// crates through it, where their names start with `/rustc/`.
  [[nodiscard]] std::filesystem::path sources_link() const { return rustlib::sources(empty_sysroot()); }
};

/// A unit of work: a package's library, its documentation, its build script, or a run of that script, for one platform.
struct Unit {
  UnitKind kind = UnitKind::library;
  Platform platform = Platform::target;
  std::string target;       ///< name of the target of its plan, also for units of the host
  std::size_t package = 0;  ///< index into the workspace's members
  std::string package_name;
  std::string package_version;
  std::filesystem::path manifest;  ///< the package's Cargo.toml
  std::string crate_name;          ///< `build_script_build` for scripts
  std::string edition;
  std::vector<std::string> crate_types;
  std::vector<std::string> features;  ///< sorted
  std::filesystem::path source;       ///< the root source file
  std::optional<std::string> links;
  bool is_member = false;
  std::vector<UnitDependency> dependencies;  ///< sorted by package; a package's own script run comes last
  std::string metadata;                      ///< `-C metadata`
  std::string extra_filename;                ///< `-C extra-filename`, without the dash
  std::variant<CompileCall, ScriptRun> work;
  /// Over the compiler, the sources, the work and the units it depends on, and no name of a directory that is made for
  /// the build: the same unit of another plan, or of another workspace, has the same key.
  std::string key;
  Directories directories;  ///< of the plan that it is made in

  /// Not for a run of a build script.
  [[nodiscard]] const CompileCall& call() const { return std::get<CompileCall>(work); }
  [[nodiscard]] CompileCall& call() { return std::get<CompileCall>(work); }
  /// For a run of a build script only.
  [[nodiscard]] const ScriptRun& run() const { return std::get<ScriptRun>(work); }
  [[nodiscard]] ScriptRun& run() { return std::get<ScriptRun>(work); }

  /// A library, for the platform that is built for: what becomes part of the sysroot.
  [[nodiscard]] bool is_target_library() const { return kind == UnitKind::library && platform == Platform::target; }
  [[nodiscard]] bool is_dylib() const;
  /// Whether it is linked, and so waits for the code of what it depends on, not only for metadata (Cargo: `Unit`,
  /// `requires_upstream_objects`).
  [[nodiscard]] bool is_linked() const { return kind == UnitKind::build_script || is_dylib(); }
  /// "core v0.0.0", as Cargo's messages name a package.
  [[nodiscard]] std::string full_name() const { return package_name + " v" + package_version; }
  /// Whether its process gets this variable from the plan, whatever the environment has.
  [[nodiscard]] bool sets_variable(std::string_view name) const;
  /// The dependency that is the run of this package's build script.
  [[nodiscard]] std::optional<std::size_t> script_run(const std::vector<Unit>& units) const;

  /// The folder that its files are made in.
  [[nodiscard]] std::filesystem::path directory() const;
  /// What it makes: for a library its rmeta and rlib, for a script its program, for documentation the crate's first
  /// page; of a run of a script nothing that is known by name.
  [[nodiscard]] std::vector<std::filesystem::path> outputs() const;
  /// The dep-info that the compiler writes; empty: none.
  [[nodiscard]] std::filesystem::path dep_info() const;
  /// For a run of a build script: its OUT_DIR.
  [[nodiscard]] std::filesystem::path out_dir() const { return directory() / "out"; }
  /// For a run of a build script: where its standard output is kept, beside the OUT_DIR (Cargo: `output`).
  [[nodiscard]] std::filesystem::path script_output() const { return directory() / "output"; }
};

}  // namespace buildstd::planner
