// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/process_context.hpp"

namespace buildstd::cli {

/// Whether buildstd was called as the front, and for which tool: by the name of one (`…/buildstd/rustc`), or as
/// `buildstd front rustc ARGS...`, whose first two words are then taken away.
std::optional<std::string> front_tool(const std::string& program, std::vector<std::string>& arguments);

/// Answers a compiler's call (front/front.hpp): becomes the compiler. Returns an exit status where it does not.
/// @param tool rustc or rustdoc, with any path
int run_front(const std::string& tool, std::vector<std::string> arguments, ops::ProcessContext process_context);

}  // namespace buildstd::cli
