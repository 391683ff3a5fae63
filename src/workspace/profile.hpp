// SPDX-License-Identifier: MIT
#pragma once

#include "base/toml.hpp"
#include "buildstd/workspace/profile.hpp"

namespace buildstd::workspace {

/// Reads `[profile.*]` of a root manifest, with `inherits` resolved.
Result<Profiles> read_profiles(const TomlDocument& document);

}  // namespace buildstd::workspace
