// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "transfer/app.hpp"

int main(int argc, char** argv) {
  // Whoever started this may ignore them; without a reader this must end.
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  const auto outcome = buildstd::transfer::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc),
                                               buildstd::Environment::of_process(), STDIN_FILENO, STDOUT_FILENO);
  std::fwrite(outcome.said.data(), 1, outcome.said.size(), stderr);
  std::fwrite(outcome.data.data(), 1, outcome.data.size(), stdout);
  return std::fflush(stdout) == 0 ? outcome.status : 1;
}
