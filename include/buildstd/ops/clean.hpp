// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Removes all that buildstd keeps in the workspace's target directory. Needs no compiler.
/// @param waiting is called where builds use it, which are waited for
Result<Cleaned> clean(const Invocation& invocation, const std::function<void()>& waiting);

}  // namespace buildstd::ops
