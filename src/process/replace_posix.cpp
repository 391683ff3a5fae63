// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cerrno>
#include <system_error>

#include "buildstd/process/event_loop.hpp"
#include "process/image.hpp"

namespace buildstd::process {

Result<int> replace_process(const Command& command, const Environment& base) {
  ProcessImage image(command, command.environment_over(base));
  image.execute();
  return fail(Error(fmt::format("could not execute process `{}`", command.program.string()))
                  .caused_by(std::generic_category().message(errno)));
}

}  // namespace buildstd::process
