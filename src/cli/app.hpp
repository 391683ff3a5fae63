// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"

namespace buildstd::cli {

/// The whole program: parses `arguments` (without the program's name), runs the command, prints its error.
/// @param program the name it was called by, which may be `cargo-buildstd`
/// @return the exit status: 0 success, 1 usage, 101 any other failure, 130 after Ctrl-C
int run(const std::string& program, std::vector<std::string> arguments, ops::ProcessContext process_context);

}  // namespace buildstd::cli
