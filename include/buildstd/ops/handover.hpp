// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// The variables that make Cargo compile a target's code against a sysroot: the compiler that the sysroot
/// belongs to, the target, and the flags Cargo would have taken anyway with `--sysroot` behind them. The
/// target is always named, because Cargo then keeps these flags from build scripts and proc macros, which
/// go on using the prebuilt standard library (RFC 3874).
/// Of several targets no variable can hold the names: Cargo has them from `build.target` or its own `--target`.
Result<std::map<std::string, std::string>> cargo_environment(const Session& session,
                                                             const std::vector<Sysroot>& sysroots);

/// The same as a fragment of Cargo's configuration. Flags that come from a variable cannot be kept in force
/// by it: Cargo prefers variables.
Result<std::string> cargo_config(const Session& session, const std::vector<Sysroot>& sysroots);

}  // namespace buildstd::ops
