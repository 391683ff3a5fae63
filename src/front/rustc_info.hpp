// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "buildstd/base/error.hpp"

namespace buildstd::front {

/// Has Cargo ask for the compiler's version in each run, where it would ask once and keep the answer as long as the
/// file that it calls as the compiler stays the same: that is the front, and says nothing of a change of configuration,
/// sources or compiler behind it.
/// @param target Cargo's build directory
void have_version_asked(const std::filesystem::path& target);
/// Takes that back: Cargo keeps the answer again.
Result<void> let_version_be_kept(const std::filesystem::path& target);

}  // namespace buildstd::front
