// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/front/rustc_call.hpp"
#include "buildstd/ops/process_context.hpp"

namespace buildstd::front {

/// A call of the front.
struct FrontCall {
  RustTool tool = RustTool::rustc;
  /// A program that Cargo has put before the compiler and that compiles by itself, such as clippy-driver; what Cargo
  /// takes for the compiler is its first argument.
  std::optional<std::filesystem::path> wrapped;
  std::string wrapped_compiler;
  /// The compiler, where the call names a real one.
  std::optional<std::filesystem::path> compiler;
  std::string missing_compiler;        ///< a compiler that the call names and that is not there
  std::vector<std::string> arguments;  ///< the compiler's
};

/// Reads how the front was called: as the compiler, or as a wrapper with the compiler among its arguments.
/// @param name the name that it was called by, which says the tool
FrontCall read_front_call(const std::filesystem::path& name, std::vector<std::string> arguments,
                          const ops::ProcessContext& process_context);

}  // namespace buildstd::front
