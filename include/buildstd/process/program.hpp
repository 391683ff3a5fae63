// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "buildstd/base/error.hpp"

namespace buildstd::process {

/// The file of the program that runs, by which it can be started again.
Result<std::filesystem::path> own_program();

}  // namespace buildstd::process
