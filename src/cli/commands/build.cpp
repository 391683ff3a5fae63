// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

Result<int> run_build(Context& context, MessageFormat format) {
  BUILDSTD_TRY(const auto built, build_session(context, format));
  if (format == MessageFormat::json) return 0;  // its objects name the sysroots
  for (const auto& sysroot : built.sysroots) Console::data(sysroot.path.string() + "\n");
  return 0;
}

}  // namespace

void register_build(const Registration& registration) {
  auto* command = registration.app.add_subcommand("build", "Make the sysroot; prints its path");
  add_selection_options(*command, registration.selection, registration.options);
  add_timings_option(*command, registration.selection);
  const auto format = std::make_shared<std::string>();
  add_message_option(*command, format);
  command->callback([&run = registration.run, format] {
    run = [format](Context& context) { return run_build(context, message_format(*format)); };
  });
}

}  // namespace buildstd::cli
