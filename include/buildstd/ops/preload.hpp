// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Our library for compilers (src/preload); nothing where there is none for this compiler, or the user does not want
/// it. What compilers make does not depend on it.
std::optional<std::string> preload_library(const Session& session);

/// The value of LD_PRELOAD with the library behind what the environment has: an allocator of the user's is the one in
/// use.
std::string preloaded_with(const std::string& library, const Environment& environment);

}  // namespace buildstd::ops
