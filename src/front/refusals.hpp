// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/config/settings.hpp"
#include "buildstd/front/rustc_call.hpp"

/// Why a call is refused: with another std than it is meant for, or none, it would be worse off.
namespace buildstd::front {

/// Nobody says which crates are for the host.
/// @param origin where the configuration says that std is to be built
Error needs_target(const config::Origin& origin);

/// Behind a compiler cache's server, below nobody's Cargo, with the user's launcher for all packages.
Error unknown_project();

/// @param flags that the configuration says; `passed` has them, or others
Error other_flags(const RustcCall& call, const std::vector<std::string>& flags, const std::vector<std::string>& passed);

/// In front of the compiler's arguments, where the front is a wrapper, stands a program that is not there.
Error no_compiler(const std::string& name);

/// cargo-llvm-cov's way: a wrapper adds the flags to the user's crates alone.
/// @param runtime the crate that counts
Error counts_without_std(const RustcCall& call, const std::string& runtime);

}  // namespace buildstd::front
