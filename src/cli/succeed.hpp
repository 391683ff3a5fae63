// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/ops/cached_result.hpp"
#include "cli/console.hpp"

namespace buildstd::cli {

/// The program of a command, looked for as a shell would; an error where there is none.
Result<std::filesystem::path> find_command(const ops::Successor& successor, const Environment& environment);

/// Becomes a command, which is looked for as a shell would. Returns where it cannot be started.
Result<int> become(const ops::Successor& successor, const Environment& environment, Console& console);

}  // namespace buildstd::cli
