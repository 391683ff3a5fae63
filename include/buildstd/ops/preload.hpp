// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// The value of LD_PRELOAD with which compilers have our library (src/preload), the user's own before it; nothing where
/// there is none for this compiler, or the user does not want it. What compilers make does not depend on it.
std::optional<std::string> preloaded_libraries(const Session& session);

}  // namespace buildstd::ops
