// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "planner/build_steps.hpp"

// The language: GNU make's manual, "Rule Syntax", "Including Other Makefiles".
namespace buildstd::planner {

namespace {

std::string escape_name(const std::filesystem::path& path) {
  std::string out;
  for (const char c : path.string()) {
    if (c == ' ' || c == '#' || c == '%' || c == ':') out += '\\';
    if (c == '$') out += '$';
    out += c;
  }
  return out;
}

std::string rule(const BuildStep& step) {
  auto out = escape_name(step.outputs.front()) + ":";
  for (const auto& input : step.inputs) out += " " + escape_name(input);
  if (!step.order_only.empty()) out += " |";
  for (const auto& input : step.order_only) out += " " + escape_name(input);
  const auto command = text::replace_all(shell_line(step.words), "$", "$$");
  const auto say = text::replace_all(shell_line({"echo", step.description}), "$", "$$");
  // `+` hands make's jobserver on to the compiler, whose threads then count among `-jN`.
  out += fmt::format("\n\t@{}\n\t+@{}\n", say, command);
  if (!step.depfile.empty()) out += fmt::format("-include {}\n", escape_name(step.depfile));
  return out + "\n";
}

}  // namespace

Result<std::string> as_make(const std::vector<Plan>& plans, const BuildFileContext& context) {
  std::string out = "# Made by `buildstd plan --format make`; docs/build-systems.md says how it is used.\n";
  out += ".PHONY: sysroots\nsysroots:\n.DELETE_ON_ERROR:\n\n";
  for (const auto& plan : plans) {
    BUILDSTD_TRY(const auto steps, build_steps(plan, context, Unchanged::renew_time));
    for (const auto& step : steps) out += rule(step);
    const auto name = sysroot_name(plan);
    out += fmt::format(".PHONY: {0}\n{0}: {1}\nsysroots: {0}\n\n", name, escape_name(installed_file(plan)));
  }
  return out;
}

}  // namespace buildstd::planner
