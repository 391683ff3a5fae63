// SPDX-License-Identifier: MIT
#include "buildstd/ops/clean.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

Result<int> run_clean(Context& context) {
  const auto waiting = [&] { context.console.status("Blocking", "waiting for file lock on builds in this directory"); };
  BUILDSTD_TRY(const auto cleaned, ops::clean(*context.invocation, waiting));
  context.console.status("Removed", fmt::format("{} files, {} total", cleaned.files, text::human_bytes(cleaned.bytes)));
  return 0;
}

}  // namespace

void register_clean(const Registration& registration) {
  auto* command = registration.app.add_subcommand("clean", "Remove this workspace's builds of the standard library");
  registration.options.add(*command, {OptionGroup::location});
  command->callback([&run = registration.run] { run = run_clean; });
}

}  // namespace buildstd::cli
