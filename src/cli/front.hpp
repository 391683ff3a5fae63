// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/ops/process_context.hpp"

namespace buildstd::cli {

/// Whether the program was called as the front: `buildstd-rustc`, `buildstd-rustdoc`.
bool is_front_name(const std::string& program);

/// Answers a compiler's call (ops/front.hpp): becomes the compiler. Returns an exit status where it cannot.
int run_front(const std::string& program, std::vector<std::string> arguments, ops::ProcessContext process_context);

}  // namespace buildstd::cli
