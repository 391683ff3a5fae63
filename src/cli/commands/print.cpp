// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

namespace buildstd::cli {

namespace {

Result<int> print_sysroot(Context& context) {
  BUILDSTD_TRY(const auto built, build_session(context));
  for (const auto& sysroot : built.sysroots) Console::data(sysroot.path.string() + "\n");
  return 0;
}

Result<int> print_cfg(Context& context) {
  BUILDSTD_TRY(const auto session, ops::open_session(context.selection, context.surroundings, context.console));
  for (const auto& choice : session.targets) {
    for (const auto& cfg : choice.target.cfgs)
      Console::data(cfg.name + (cfg.value ? "=\"" + *cfg.value + "\"" : "") + "\n");
  }
  return 0;
}

}  // namespace

void register_print(const Registration& registration) {
  auto* command = registration.app.add_subcommand("print", "Print one value");
  command->require_subcommand(1);
  auto* sysroot = command->add_subcommand("sysroot", "The path of the sysroot, which is built if needed");
  add_selection_options(*sysroot, registration.selection, registration.options);
  sysroot->callback([&run = registration.run] { run = print_sysroot; });
  auto* cfg = command->add_subcommand("cfg", "The target's cfgs under the flags in force");
  add_selection_options(*cfg, registration.selection, registration.options);
  cfg->callback([&run = registration.run] { run = print_cfg; });
}

}  // namespace buildstd::cli
