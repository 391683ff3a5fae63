// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

Result<int> run_build(Context& context) {
  BUILDSTD_TRY(const auto built, build_session(context));
  for (const auto& sysroot : built.sysroots) Console::data(sysroot.path.string() + "\n");
  return 0;
}

}  // namespace

void register_build(const Registration& registration) {
  auto* command = registration.app.add_subcommand("build", "Make the sysroot; prints its path");
  add_selection_options(*command, registration.selection, registration.options);
  command->callback([&run = registration.run] { run = run_build; });
}

}  // namespace buildstd::cli
