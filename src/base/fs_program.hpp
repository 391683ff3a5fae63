// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "buildstd/base/fs.hpp"

namespace buildstd::fs {

/// `write_atomically` of a program, which may be run from the moment it is there.
Result<void> write_program(const Path& path, std::string_view content);

}  // namespace buildstd::fs
