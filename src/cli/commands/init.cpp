// SPDX-License-Identifier: MIT
#include "buildstd/front/init.hpp"

#include <fmt/format.h>

#include "cli/command.hpp"

namespace buildstd::cli {

namespace {

struct InitWords {
  bool undo = false;
  bool global = false;
};

Result<int> run_init(Context& context, const InitWords& words) {
  const auto scope = words.global ? front::InitScope::user : front::InitScope::workspace;
  auto& console = context.console;
  if (words.undo) {
    BUILDSTD_TRY(const auto undone, front::undo_init(*context.invocation, scope));
    if (undone.changed) {
      console.status("Removed", fmt::format("what `buildstd init` has written to `{}`", undone.config.string()));
    } else {
      console.status("Fresh", fmt::format("nothing of `buildstd init` is in `{}`", undone.config.string()));
    }
    return 0;
  }
  BUILDSTD_TRY(const auto done, front::init(*context.invocation, scope, console));
  console.status(done.changed ? "Wrote" : "Fresh", fmt::format("`{}`, below `[build]`:", done.config.string()));
  for (const auto& line : done.lines) console.status("", line);
  console.status(done.changed ? "Wrote" : "Fresh",
                 fmt::format("`{}`: what Cargo calls as its compiler", done.launchers.string()));
  return 0;
}

}  // namespace

void register_init(const Registration& registration) {
  auto* command = registration.app.add_subcommand(
      "init",
      "Have plain `cargo build` use a standard library that is built from source, by lines in its configuration");
  const auto words = std::make_shared<InitWords>();
  command->add_flag("--undo", words->undo, "Take them away again");
  command->add_flag("--global", words->global, "For all of this user's packages: the file in Cargo's home");
  command->callback(
      [&run = registration.run, words] { run = [words](Context& context) { return run_init(context, *words); }; });
}

}  // namespace buildstd::cli
