// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/ops/build.hpp"

/// What `--message-format` makes of a build: docs/messages.md describes the objects.
namespace buildstd::cli {

enum class MessageFormat { human, brief, json };

/// Goes up with every change that a reader of the older form would misunderstand; new members and reasons are none.
inline constexpr int message_schema = 1;

std::string build_started_line(std::string_view version);
std::string artifact_line(const planner::Unit& unit, bool fresh);
/// Nothing for what is not JSON.
std::optional<std::string> compiler_message_line(const planner::Unit& unit, std::string_view message);
std::string script_line(const planner::Unit& run, const invoker::ScriptOutput& output);
std::string sysroot_line(const ops::Sysroot& sysroot);
std::string build_finished_line(bool success);

/// A diagnostic of rustc's as `--error-format=short` has it: `file:line:column: level[code]: message`, and a line end.
std::string brief_message(std::string_view message);

}  // namespace buildstd::cli
