// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/build_choices.hpp"

namespace buildstd::ops {

/// What the profile's panic strategy is taken for.
enum class ProfilePanic {
  counts,
  as_passed,  ///< as Cargo's calls of the compiler have it, which say nothing of `unwind` (compiler/mod.rs,
              ///< `build_base_args`)
  ignored,    ///< a call of the compiler has said what it says of panics
};

/// What somebody asked for, member by member as the command line has it (src/cli/option_table.cpp is the table of its
/// options). Unset: decided by the configuration, then by the target.
struct Selection {
  std::optional<std::string> toolchain;  ///< of `+toolchain`
  std::vector<std::string> config;       ///< arguments of `--config`
  bool unstable_options = false;         ///< `-Zunstable-options`
  bool builtin_dependencies = false;     ///< `-Zbuiltin-deps`: RFC 3875

  std::optional<std::filesystem::path> manifest;    ///< `--manifest-path`
  std::optional<std::filesystem::path> target_dir;  ///< `--target-dir`

  std::vector<std::string> targets;
  std::optional<StdCrates> crates;
  std::optional<PanicStrategy> panic;
  std::optional<std::string> profile;  ///< whose `panic` counts; unset: `dev`
  std::vector<std::string> std_features;
  std::optional<RecipeKind> recipe;  ///< unset: `prebuilt` where the toolchain has one for the target
  bool with_dylib = false;
  std::optional<CObjects> c_objects;                ///< unset: `source`
  std::optional<std::filesystem::path> vendor_dir;  ///< more vendored packages
  std::optional<std::filesystem::path> lockfile;    ///< other versions of them
  /// Where start objects and libraries are that the toolchain lacks (`--self-contained-dir`).
  std::vector<std::filesystem::path> self_contained;
  bool metadata_only = false;  ///< `--check`
  std::optional<unsigned> frontend_threads;
  std::optional<int> jobs;
  bool no_cache = false;
  std::optional<std::string> remote_cache;       ///< URL; empty: none
  std::optional<std::string> remote_cache_mode;  ///< `read`, `read-write`
  bool no_preload = false;                       ///< or BUILDSTD_PRELOAD=0
  bool no_suspend = false;                       ///< or BUILDSTD_SUSPEND=0
  bool force = false;                            ///< the configuration's "never" does not count

  bool timings = false;
  std::vector<std::string> emit;                      ///< `obj`, `metadata`
  std::optional<std::filesystem::path> artifact_dir;  ///< where `emit` leaves its files

  /// The std is for tests or benchmarks, which unwind whatever the profile says. Not an option: the command says it.
  bool for_tests = false;

  /// Whether the crate `test` is wanted; unset: unless `crates` is named. Not an option: the front says it.
  std::optional<bool> with_test;

  /// What counts of the profile's panic strategy. Not an option: the front says it.
  ProfilePanic profile_panic = ProfilePanic::counts;

  [[nodiscard]] std::string profile_name() const { return profile.value_or("dev"); }
};

}  // namespace buildstd::ops
