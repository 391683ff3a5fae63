// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/build_choices.hpp"
#include "buildstd/base/input_states.hpp"
#include "buildstd/toolchain/prebuilt.hpp"
#include "buildstd/toolchain/toolchain.hpp"
#include "buildstd/workspace/workspace.hpp"

namespace buildstd::planner {

/// What compilers are asked to produce.
enum class Output {
  artifacts,  ///< rlib and rmeta
  metadata,   ///< rmeta only (`--check`)
};

/// Which C code is at hand. The variables that name it are those of std's own build scripts.
struct NativeRuntimes {
  bool builtins = false;       ///< LLVM_COMPILER_RT_LIB or RUST_COMPILER_RT_ROOT, for compiler_builtins
  bool profiler = false;       ///< LLVM_PROFILER_RT_LIB or RUST_COMPILER_RT_FOR_PROFILER, for profiler_builtins
  bool from_prebuilt = false;  ///< both come out of the prebuilt std
};

/// A recipe that `find_recipe` found for a toolchain (recipe_search.hpp), in place of what the tables have.
struct FoundRecipe {
  std::vector<std::string> rustflags;  ///< bootstrap's, in its order, those that only link too
  std::string default_lib_metadata;    ///< the variable `__CARGO_DEFAULT_LIB_METADATA`
  std::string nearest;                 ///< in words: the nearest known recipe and what is other
  bool operator==(const FoundRecipe&) const = default;
};

/// What the user's flags mean beyond their text.
struct FlagInputs {
  std::map<std::string, std::string> files;  ///< the content of each file that they name, as its SHA-256
  std::optional<std::string> native;         ///< which processor `native` is, where a flag says it
  /// The crate that rustc adds to all that it compiles under flags that count what runs (`profiler_builtins`): the
  /// toolchain's own files, its rlib first. Empty: no flag asks for it.
  std::vector<std::filesystem::path> profiler_runtime;
};

/// Everything a plan depends on. The planner looks at nothing else: no file, no process, no environment.
struct Request {
  const toolchain::Toolchain& toolchain;
  const toolchain::Target& target;
  CfgSet host_cfgs;  ///< for build dependencies in target tables
  const workspace::Workspace& workspace;
  std::string source_digest;  ///< over the content of the workspace
  StdCrates crates = StdCrates::std;
  bool with_test = true;                  ///< the crate `test` beside `std`
  std::optional<PanicStrategy> panic;     ///< nothing: as the prebuilt std (RFC 3874, "Panic strategies")
  std::vector<std::string> std_features;  ///< more features of the `sysroot` package
  /// The user's, for target units only: no argument files, and names of files absolute (compiler_options.hpp).
  std::vector<std::string> rustflags;
  FlagInputs flag_inputs = {};  ///< what else they mean
  /// Variables of the user's environment that change what the compiler makes (TargetRule::Kind::environment).
  std::map<std::string, std::string> environment;
  std::optional<std::string> linker;                        ///< for build scripts: Cargo's `target.<host>.linker`
  std::optional<std::string> target_linker = std::nullopt;  ///< for std as a dynamic library
  Output output = Output::artifacts;
  /// The installed standard library whose distributor's choices are followed: the recipe `prebuilt`. Null: the
  /// recipe `dist`, with upstream's.
  const toolchain::Prebuilt* prebuilt = nullptr;
  NativeRuntimes runtimes = {};
  std::optional<FoundRecipe> recipe = std::nullopt;  ///< unset: the tables'
  /// What is preloaded into the compilers of std's crates: what the user preloads, and our library (src/preload), which
  /// gives them a faster allocator, and keeps them from finding the sources under the names that the prebuilt std has
  /// for them. Unset: nothing does. The result does not depend on where it is, and so no key does.
  std::optional<std::string> preload = std::nullopt;
  bool with_dylib = false;  ///< std as a dynamic library too, as its manifest has it
  /// `-Zthreads` for std's crates; unset, or one: not given. Metadata then differs from one build to the next.
  std::optional<unsigned> frontend_threads = std::nullopt;
  /// Where builds live: the plan's own folder below it is named after the plan's key.
  std::filesystem::path build_root;
  /// What the compiler's files and the sources were when `toolchain.fingerprint` and `source_digest` were made; null:
  /// what they are later is not compared.
  std::shared_ptr<const InputStates> inputs = nullptr;
};

}  // namespace buildstd::planner
