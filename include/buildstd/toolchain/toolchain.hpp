// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/build_choices.hpp"
#include "buildstd/base/cfg.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/input_states.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/toolchain/support.hpp"

/// rustc and its sources, as facts. Found out by `Probe`, then passed on as values.
namespace buildstd::toolchain {

/// What `rustc -vV` says.
struct CompilerVersion {
  std::string release;      ///< "1.96.0", "1.98.0-nightly"
  std::string commit_hash;  ///< may be "unknown"
  std::string host;
  std::string verbose;  ///< the whole text

  /// Whether unstable options are open to everybody (nightly and development builds).
  [[nodiscard]] bool is_nightly() const;
  /// "stable", "beta", "nightly" or "dev": bootstrap's channel names.
  [[nodiscard]] std::string_view channel() const;
};

/// A compiler with its standard files.
struct Toolchain {
  std::filesystem::path rustc;  ///< the compiler itself, never a rustup proxy
  CompilerVersion version;
  std::filesystem::path sysroot;
  std::vector<std::string> targets;        ///< `--print target-list`
  std::set<std::string> unstable_options;  ///< names of `-Z` options, with dashes
  /// Over the content of its files: another for a compiler that says the same version, the same on another machine.
  std::string fingerprint;
  /// Of the system's loader, with which the compiler starts, and build scripts do: another C library has another one.
  std::string loader;

  [[nodiscard]] bool knows_option(std::string_view name) const { return unstable_options.contains(std::string(name)); }
  /// Where the prebuilt libraries of a target are, if there are any.
  [[nodiscard]] std::filesystem::path target_libraries(std::string_view target) const;
};

/// A compilation target, under the flags it was asked for with.
struct Target {
  std::string name;      ///< the triple, or a specification's file stem (Cargo: `CompileKind::short_name`)
  std::string argument;  ///< what `--target` takes
  CfgSet cfgs;
  std::optional<bool> has_std;  ///< the specification's `metadata.std`
  std::optional<std::string> llvm_target;
  /// What the compiler prints of it; where it cannot print that yet, derived from `metadata.std`: true: std;
  /// false: core by default, alloc possible. Nothing: unsupported on stable.
  std::optional<Support> support;
  bool needs_explicit_cpu = false;  ///< compiles nothing without `-Ctarget-cpu`
  /// The start objects that rustc itself gives the linker under these flags, from `self-contained`.
  std::set<std::string> self_contained_objects;

  [[nodiscard]] bool has_cfg(std::string_view name, std::string_view value) const;
};

/// The library that has nearly all of the compiler (`librustc_driver-….so`); empty where there is none.
std::filesystem::path driver_library(const std::filesystem::path& sysroot);

/// The `library` folder of the toolchain's sources, symbolic links resolved. An error that says how to
/// get them, in rustup's words or the distribution's.
Result<std::filesystem::path> library_sources(const Toolchain& toolchain);

/// A SHA-256 over the content of all files below `library`. Content is hashed again only where the state of a file
/// differs from what is kept.
/// @param inputs gets the states of the files that it is about
/// @param root the directory above all that belongs to it
Result<std::string> digest_sources(const std::filesystem::path& library, const fs::KeptFile& kept, InputStates& inputs,
                                   const std::filesystem::path& root);

/// The crates of the prebuilt standard library: crate name to file stem (`libcore-60d8…`).
std::map<std::string, std::string> prebuilt_crates(const Toolchain& toolchain, std::string_view target);

}  // namespace buildstd::toolchain
