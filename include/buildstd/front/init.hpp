// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/ops/session.hpp"

/// Lines in Cargo's configuration by which plain `cargo build` uses the front (RFC 3874: `build-std.when = "always"`).
namespace buildstd::front {

enum class InitScope {
  workspace,  ///< `.cargo/config.toml` beside the workspace's root manifest
  user,       ///< `config.toml` in Cargo's home
};

/// What was changed, for messages.
struct Initialised {
  std::filesystem::path config;     ///< the file of Cargo's configuration
  std::vector<std::string> lines;   ///< what stands in it now, `key = value` as below `[build]`
  std::filesystem::path launchers;  ///< the folder of the programs that Cargo calls
  bool changed = false;             ///< else all was there
};

/// Writes the lines, which are marked as such, and the launchers; every other byte of the file stays. Lines that are
/// there from an earlier call are brought up to date.
/// @return an error where another `build.rustc` or `build.rustdoc` stands, or `build` is no table that can be added to
Result<Initialised> init(const ops::Invocation& invocation, InitScope scope, Diagnostics& diagnostics);

/// Takes away what `init` has written: the file is as it was, or is gone if `init` has made it.
Result<Initialised> undo_init(const ops::Invocation& invocation, InitScope scope);

}  // namespace buildstd::front
