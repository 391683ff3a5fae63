// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Links a library, or else a program, without anything in it, with the linker that Cargo and rustc would choose: by
/// configuration, flags and the target's specification.
/// @param folder for its files
/// @return in words, what was linked; an error where there is no such linker or it does not know the target
Result<std::string> trial_link(const Session& session, const toolchain::Target& target, const config::Flags& flags,
                               const std::filesystem::path& folder);

}  // namespace buildstd::ops
