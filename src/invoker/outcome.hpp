// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/invoker/script_output.hpp"

/// What a unit's command has come to, in Cargo's words; whoever ran it.
namespace buildstd::invoker {

/// A build script has ended with a failure.
struct ScriptFailure {
  std::string package;
  std::string command;
  std::string status;
  std::string standard_output;
  std::string standard_error;
};
Error describe(const ScriptFailure& failure);

/// What the script has to say to people: its warnings are reported, its errors are the error.
Result<void> take_messages(const ScriptOutput& output, const std::string& package, Diagnostics& diagnostics);

/// Whether a compiler that says it has succeeded has left all of these files.
/// @param messages what it has printed
Result<void> check_outputs(const std::vector<std::filesystem::path>& outputs, const std::string& package,
                           const std::string& messages);

}  // namespace buildstd::invoker
