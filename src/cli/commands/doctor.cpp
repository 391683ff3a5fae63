// SPDX-License-Identifier: MIT
#include "buildstd/ops/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

constexpr int failed = 101;

Result<int> run_doctor(Context& context) {
  const auto checks = ops::doctor(*context.invocation, context.console);
  for (const auto& check : checks)
    Console::data(fmt::format("{:<7} {:<16} {}\n", check.error ? "failed" : "ok", check.name, check.found));
  for (const auto& check : checks) {
    if (check.error) context.console.error(*check.error);
  }
  const bool all_well = std::ranges::none_of(checks, [](const auto& check) { return check.error.has_value(); });
  return all_well ? 0 : failed;
}

}  // namespace

void register_doctor(const Registration& registration) {
  auto* command = registration.app.add_subcommand("doctor", "Show what would stop a build here, each with its cure");
  registration.options.add(*command, planning_options);
  command->callback([&run = registration.run] { run = run_doctor; });
}

}  // namespace buildstd::cli
