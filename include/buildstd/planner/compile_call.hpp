// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/workspace/profile.hpp"

/// How a unit is made, as values. `render` (render.hpp) writes them as command lines, last and once; nobody reads a
/// command line back.
namespace buildstd::planner {

/// What a call of the compiler leaves beside its dep-info (`--emit`).
enum class Emit { metadata, metadata_and_code, linked };

/// Which standard library a call compiles against.
enum class SysrootRole {
  toolchain,  ///< the prebuilt one of the compiler's own sysroot
  empty,      ///< none: the plan's own sysroot, which has no crates but those that the compiler injects
};

/// A change of names in debug information and panic messages (`--remap-path-prefix FROM=TO`).
struct PathRemap {
  std::string from;
  std::string to;
  bool operator==(const PathRemap&) const = default;
};

/// Flags by where they come from, each group in the order in which it is given.
struct FlagGroups {
  std::vector<std::string> lints;      ///< `[lints]` of the package's manifest
  std::vector<std::string> bootstrap;  ///< RUSTFLAGS as rustc's bootstrap sets them
  std::vector<std::string> user;       ///< RUSTFLAGS as the user sets them, but for remaps
  std::vector<std::string> cargo;      ///< what Cargo adds behind RUSTFLAGS
  std::vector<std::string> shim;       ///< what bootstrap's compiler shim adds behind Cargo's arguments
  /// Those of `bootstrap` that rustdoc is given too (bootstrap: RUSTDOCFLAGS).
  std::vector<std::string> documentation;
};

/// Libraries that are loaded into a compiler before its own (LD_PRELOAD). What comes out does not depend on them.
struct Preload {
  std::string libraries;  ///< as LD_PRELOAD takes them, ours last
  /// Sources are kept from the compiler under names that begin so; unset: none are (src/preload/hide_sources.c).
  std::optional<std::string> hidden_sources;
};

/// What rustdoc is told beside what the compiler is.
struct RustdocArguments {
  std::filesystem::path destination;  ///< folder of documentation, which may have other crates' already
  std::string version;                ///< what pages call the version of the crate
  std::vector<std::string> flags;     ///< the user's RUSTDOCFLAGS
};

/// A call of rustc for a library or a build script, or of rustdoc for a library. With the unit that it belongs to,
/// whose dependencies are its extern crates.
struct CompileCall {
  std::filesystem::path compiler;
  std::filesystem::path directory;  ///< where the compiler stands
  std::filesystem::path source;     ///< the root source file as the compiler is told it; may be relative to `directory`
  Emit emit = Emit::metadata_and_code;
  bool splits_metadata = false;  ///< metadata is in a file of its own only (`-Zembed-metadata=no`)
  workspace::ProfileSettings settings;
  std::vector<std::string> declared_features;  ///< all that the manifest has, for `--check-cfg`
  std::optional<std::string> target;           ///< `--target`; unset: the host
  std::optional<std::string> linker;
  bool has_private_dependencies = false;  ///< dependencies that are not public are marked so (`priv:`)
  bool caps_lints = false;                ///< `--cap-lints allow`
  FlagGroups flags;
  std::vector<PathRemap> remaps;  ///< the last that fits wins, so the user's come last
  /// What Cargo's build directory is called in names of sources that the package's build script has made; empty: as it
  /// is.
  std::string build_name;
  /// What the user's flags mean beyond their text, for the key: files and their contents, the processor.
  std::map<std::string, std::string> flag_inputs;
  SysrootRole sysroot = SysrootRole::toolchain;
  /// Cfgs that are not taken over from the package's build script.
  std::vector<std::string> ignored_script_cfgs;
  /// Variables that are set, or unset where there is no value.
  std::map<std::string, std::optional<std::string>> environment;
  std::optional<Preload> preload;
  /// What its threads can be used for: the codegen units that it has in the end, and frontend threads.
  unsigned codegen_units = 1;
  unsigned frontend_threads = 1;
  /// Names of the files that it makes, metadata first; in the unit's folder (`Unit::directory`).
  std::vector<std::string> output_files;
  std::optional<RustdocArguments> rustdoc;  ///< set: rustdoc is called, by the name in `compiler`
};

/// A run of a build script.
struct ScriptRun {
  std::filesystem::path compiler;   ///< the variable RUSTC, and its neighbour RUSTDOC
  std::filesystem::path directory;  ///< where the script stands: its package's folder
  /// As for a call of the compiler; OUT_DIR is not among them.
  std::map<std::string, std::optional<std::string>> environment;
};

}  // namespace buildstd::planner
