// SPDX-License-Identifier: MIT
#include "cli/succeed.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"

namespace buildstd::cli {

Result<int> become(const ops::Successor& successor, const Environment& environment, Console& console) {
  const auto& words = successor.words;
  const auto program = fs::find_program(words.front(), environment.get("PATH").value_or(""), successor.cwd);
  if (!program)
    return fail(Error(fmt::format("could not find the command `{}`", text::printable(words.front())))
                    .help("check its name, and PATH"));
  Command command{*program, {words.begin() + 1, words.end()}, {}, successor.cwd};
  command.environment.insert(successor.variables.begin(), successor.variables.end());
  console.verbose_status("Running", fmt::format("`{}`", command.shell_line()));
  return process::replace_process(command, environment);
}

}  // namespace buildstd::cli
