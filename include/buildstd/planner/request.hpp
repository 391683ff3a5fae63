// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/vocabulary.hpp"
#include "buildstd/toolchain/toolchain.hpp"
#include "buildstd/workspace/workspace.hpp"

namespace buildstd::planner {

/// What compilers are asked to produce.
enum class Output {
  artifacts,  ///< rlib and rmeta
  metadata,   ///< rmeta only (`--check`)
};

/// Everything a plan depends on. The planner looks at nothing else: no file, no process, no environment.
struct Request {
  const toolchain::Toolchain& toolchain;
  const toolchain::Target& target;
  CfgSet host_cfgs;  ///< for build dependencies in target tables
  const workspace::Workspace& workspace;
  std::string source_digest;  ///< over the content of the workspace
  StdCrates crates = StdCrates::std;
  std::optional<PanicStrategy> panic;     ///< nothing: as the prebuilt std (RFC 3874, "Panic strategies")
  std::vector<std::string> std_features;  ///< more features of the `sysroot` package
  std::vector<std::string> rustflags;     ///< the user's, for target units only
  /// Variables of the user's environment that change what the compiler makes (TargetRule::Kind::environment).
  std::map<std::string, std::string> environment;
  std::optional<std::string> linker;  ///< for build scripts: Cargo's `target.<host>.linker`
  Output output = Output::artifacts;
  /// Where builds live: the plan's own folder below it is named after the plan's key.
  std::filesystem::path build_root;
};

}  // namespace buildstd::planner
