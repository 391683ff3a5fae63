// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/build_file_names.hpp"
#include "buildstd/base/text.hpp"
#include "planner/build_steps.hpp"

// The language: GNU make's manual, "Rule Syntax", "Including Other Makefiles"; names: base/build_file_names.hpp.
namespace buildstd::planner {

namespace {

using Escape = Result<std::string> (*)(const std::filesystem::path&);

Result<std::string> names(const std::vector<std::filesystem::path>& paths, Escape escape) {
  std::string out;
  for (const auto& path : paths) {
    BUILDSTD_TRY(const auto name, escape(path));
    out += " " + name;
  }
  return out;
}

Result<std::string> rule(const BuildStep& step) {
  BUILDSTD_TRY(const auto target, make_names::target(step.outputs.front()));
  BUILDSTD_TRY(const auto inputs, names(step.inputs, make_names::prerequisite));
  BUILDSTD_TRY(const auto order_only, names(step.order_only, make_names::order_only));
  auto out = fmt::format("{}:{}{}{}", target, inputs, order_only.empty() ? "" : " |", order_only);
  const auto command = text::replace_all(shell_line(step.words), "$", "$$");
  const auto say = text::replace_all(shell_line({"echo", step.description}), "$", "$$");
  // `+` hands make's jobserver on to the compiler, whose threads then count among `-jN`.
  out += fmt::format("\n\t@{}\n\t+@{}\n", say, command);
  if (step.depfile.empty()) return out + "\n";
  BUILDSTD_TRY(const auto depfile, make_names::included(step.depfile));
  return out + fmt::format("-include {}\n\n", depfile);
}

}  // namespace

Result<std::string> as_make(const std::vector<Plan>& plans, const BuildFileContext& context) {
  std::string out = "# Made by `buildstd plan --format make`; docs/build-systems.md says how it is used.\n";
  out += make_names::definitions;
  out += ".PHONY: sysroots\nsysroots:\n.DELETE_ON_ERROR:\n\n";
  for (const auto& plan : plans) {
    BUILDSTD_TRY(const auto steps, build_steps(plan, context, Unchanged::renew_time));
    for (const auto& step : steps) {
      BUILDSTD_TRY(const auto text, rule(step));
      out += text;
    }
    BUILDSTD_TRY(const auto installed, make_names::prerequisite(installed_file(plan)));
    out += fmt::format(".PHONY: {0}\n{0}: {1}\nsysroots: {0}\n\n", sysroot_name(plan), installed);
  }
  return out;
}

}  // namespace buildstd::planner
