// SPDX-License-Identifier: MIT
#include "cli/succeed.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"

namespace buildstd::cli {

Result<fs::Path> find_command(const ops::Successor& successor, const Environment& environment) {
  const auto& name = successor.words.front();
  if (auto program = fs::find_program(name, environment.get("PATH").value_or(""), successor.cwd)) return *program;
  return fail(
      Error(fmt::format("could not find the command `{}`", text::printable(name))).help("check its name, and PATH"));
}

Result<int> become(const ops::Successor& successor, const Environment& environment, Console& console) {
  const auto& words = successor.words;
  BUILDSTD_TRY(const auto program, find_command(successor, environment));
  Command command{program, {words.begin() + 1, words.end()}, {}, successor.cwd};
  command.environment.insert(successor.variables.begin(), successor.variables.end());
  console.verbose_status("Running", fmt::format("`{}`", command.shell_line()));
  return process::replace_process(command, environment);
}

}  // namespace buildstd::cli
