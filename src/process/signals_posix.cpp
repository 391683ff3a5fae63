// SPDX-License-Identifier: MIT
#include <csignal>
#include <cstring>

#include "process/signals.hpp"

namespace buildstd::process {

const std::array<int, 3> interrupt_signals = {SIGINT, SIGTERM, SIGHUP};
const int terminate_signal = SIGTERM;
const int kill_signal = SIGKILL;

void signal_group(int pid, int signal) {
  if (pid > 1) ::kill(-pid, signal);
}

std::string signal_name(int signal) {
  const char* name = ::strsignal(signal);
  return name == nullptr ? "unknown" : name;
}

}  // namespace buildstd::process
