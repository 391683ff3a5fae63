// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/command.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/input_states.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/planner/request.hpp"

/// From a request to an exact list of commands. `Plan` is the centre of the project: `build` executes it,
/// `plan` prints it, keys come from it, tests compare it.
namespace buildstd::planner {

/// What a unit does, in Cargo's terms (`CompileMode`).
enum class UnitKind { library, build_script, run_build_script, documentation };

/// For whom a unit's output is: the machine that builds, or the one that is built for.
enum class Platform { host, target };

/// An edge of the graph.
struct UnitDependency {
  std::size_t unit = 0;
  std::string extern_name;  ///< how the dependent's code names the crate
  bool is_public = false;
};

/// How a unit is made. Which arguments a build script adds is known when it has run; where they go is not
/// left open.
struct Invocation {
  Command command;
  /// Index into `command.arguments` at which the arguments from the package's build script are put.
  std::size_t script_arguments_at = 0;
  /// Cfgs that are not taken over from the build script.
  std::vector<std::string> ignored_script_cfgs;
  /// What the command makes: for a library its rmeta and rlib, for a script its executable.
  std::vector<std::filesystem::path> outputs;
  /// For a run of a build script: its OUT_DIR.
  std::filesystem::path out_dir;
  /// For a run of a build script: where its standard output is kept, beside the OUT_DIR (Cargo: `output`).
  [[nodiscard]] std::filesystem::path script_output() const { return out_dir.parent_path() / "output"; }
  /// For a call of the compiler: the dep-info that it writes.
  std::filesystem::path dep_info;
};

/// A unit of work: a package's library, its build script, or a run of that script, for one platform.
struct Unit {
  UnitKind kind = UnitKind::library;
  Platform platform = Platform::target;
  std::string target;       ///< name of the target of its plan, also for units of the host
  std::size_t package = 0;  ///< index into the workspace's members
  std::string package_name;
  std::string package_version;
  std::string crate_name;  ///< `build_script_build` for scripts
  std::string edition;
  std::vector<std::string> crate_types;
  std::vector<std::string> features;  ///< sorted
  std::filesystem::path source;       ///< the root source file
  std::optional<std::string> links;
  bool is_member = false;
  std::vector<UnitDependency> dependencies;  ///< sorted by package; a package's own script run comes last
  std::string metadata;                      ///< `-C metadata`
  std::string extra_filename;                ///< `-C extra-filename`, without the dash
  /// Over the compiler, the sources, the command and those of the units it depends on, and no name of a directory that
  /// is made for the build: the same unit of another plan, or of another workspace, has the same key.
  std::string key;
  Invocation invocation;

  [[nodiscard]] bool is_dylib() const;
  /// Whether it is linked, and so waits for the code of what it depends on, not only for metadata (Cargo: `Unit`,
  /// `requires_upstream_objects`).
  [[nodiscard]] bool is_linked() const { return kind == UnitKind::build_script || is_dylib(); }
  /// "core v0.0.0", as Cargo's messages name a package.
  [[nodiscard]] std::string full_name() const { return package_name + " v" + package_version; }
  /// The dependency that is the run of this package's build script.
  [[nodiscard]] std::optional<std::size_t> script_run(const std::vector<Unit>& units) const;
};

/// Where a plan's files are while it is built.
struct Directories {
  std::filesystem::path root;  ///< the plan's own
  [[nodiscard]] std::filesystem::path dependencies() const { return root / "deps"; }
  [[nodiscard]] std::filesystem::path host() const { return root / "host"; }
  [[nodiscard]] std::filesystem::path scripts() const { return root / "build"; }
  /// Of startup objects.
  [[nodiscard]] std::filesystem::path objects() const { return root / "objects"; }
  /// What the std crates are compiled against: no crates, so that no prebuilt one slips in.
  [[nodiscard]] std::filesystem::path empty_sysroot() const { return root / "empty-sysroot"; }
  /// A link to the sources in it, as bootstrap makes it (compile.rs, `Sysroot`): rustc finds the sources of other
  /// crates through it, where their names start with `/rustc/`.
  [[nodiscard]] std::filesystem::path sources_link() const { return rustlib::sources(empty_sysroot()); }
};

/// One fixed choice of the build and where it comes from; `buildstd plan -v` prints them.
struct Choice {
  std::string name;
  std::string value;
  std::string source;
};

/// A directed acyclic graph of units, dependencies before their dependents.
struct Plan {
  std::string target;  ///< name
  StdCrates crates = StdCrates::std;
  std::vector<Unit> units;
  std::vector<std::size_t> roots;
  std::vector<Invocation> startup_objects;  ///< that some targets have beside the crates; they need no unit
  std::vector<Choice> choices;
  std::string profile;                           ///< the workspace's profile that is used
  std::filesystem::path source_root;             ///< the folder above `library`
  std::vector<std::filesystem::path> manifests;  ///< it was made from, and the lock file
  std::shared_ptr<const InputStates> inputs;     ///< `Request::inputs`
  /// Over the keys of all units; the plan's directories are named after it.
  std::string key;
  Directories directories;
};

/// Plans a build. Errors name what of the sources is inconsistent or absent.
Result<Plan> make_plan(const Request& request);

}  // namespace buildstd::planner
