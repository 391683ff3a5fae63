// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>
#include <vector>

#include "buildstd/process/event_loop.hpp"

namespace buildstd::process {

Result<int> replace_process(const Command& command, const Environment& base) {
  const auto program = command.program.string();
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (const auto& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  const auto environment = command.environment_over(base);
  for (const auto& [name, value] : environment.all()) variables.push_back(name + "=" + value);
  std::vector<char*> pointers;
  for (auto& variable : variables) pointers.push_back(variable.data());
  pointers.push_back(nullptr);
  // What buildstd ignores for itself; ignoring would outlive this.
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGXFSZ, SIG_DFL);
  if (command.cwd.empty() || ::chdir(command.cwd.c_str()) == 0)
    ::execve(program.c_str(), arguments.data(), pointers.data());
  return fail(
      Error(fmt::format("could not execute process `{}`", program)).caused_by(std::generic_category().message(errno)));
}

}  // namespace buildstd::process
