// SPDX-License-Identifier: MIT
#include <string>

#include "buildstd/ops/emit.hpp"
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

Result<int> run_build(Context& context, MessageFormat format) {
  BUILDSTD_TRY(const auto built, build_session(context, format));
  const auto emission = ops::emission(context.selection, context.process_context.cwd);
  if (emission) BUILDSTD_CHECK(ops::emit(built.sysroots, *emission));
  if (format == MessageFormat::json) return 0;  // its objects name the sysroots
  print_paths(built.sysroots);
  remember(context, built);
  return 0;
}

}  // namespace

void register_build(const Registration& registration) {
  auto* command = registration.app.add_subcommand("build", "Make the sysroot; prints its path");
  registration.options.add(*command, planning_options);
  registration.options.add(*command, {OptionGroup::timings});
  const auto format = std::make_shared<std::string>();
  add_message_option(*command, format);
  registration.options.add(*command, {OptionGroup::emit});
  command->callback([&run = registration.run, format] {
    run = [format](Context& context) { return run_build(context, message_format(*format)); };
  });
}

}  // namespace buildstd::cli
