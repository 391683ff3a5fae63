// SPDX-License-Identifier: MIT
#include "buildstd/ops/fetch.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

Result<int> run_fetch(Context& context) {
  const auto view = [&](const std::vector<std::string>& packages) {
    for (const auto& package : packages) context.console.verbose_status("Wanting", package);
    context.console.status("Downloading", fmt::format("{} dependencies of the standard library", packages.size()));
  };
  BUILDSTD_TRY(const auto fetched, ops::fetch(*context.invocation, view, context.console));
  if (fetched.packages.empty()) {
    context.console.status("Fresh", "all dependencies of the standard library are there");
  } else {
    context.console.status("Fetched", fmt::format("{} packages, as the lock file has them", fetched.packages.size()));
  }
  return 0;
}

}  // namespace

void register_fetch(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "fetch", "Fill Cargo's cache with std's dependencies, for toolchains whose sources come without them");
  registration.options.add(*command, {OptionGroup::location});
  command->callback([&run = registration.run] { run = run_fetch; });
}

}  // namespace buildstd::cli
