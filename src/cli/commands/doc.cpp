// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

Result<int> run_doc(Context& context, MessageFormat format) {
  BUILDSTD_TRY(const auto made, document_session(context, format));
  if (format == MessageFormat::json) return 0;
  for (const auto& one : made) Console::data(one.index.string() + "\n");
  return 0;
}

}  // namespace

void register_doc(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "doc",
      "Document the crates of the standard library where Cargo documents for the target, so that `exec -- cargo doc` "
      "links to them; prints the path of the first page");
  registration.options.add(*command, planning_options);
  const auto format = std::make_shared<std::string>();
  add_message_option(*command, format);
  command->callback([&run = registration.run, format] {
    run = [format](Context& context) { return run_doc(context, message_format(*format)); };
  });
}

}  // namespace buildstd::cli
