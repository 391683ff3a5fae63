// SPDX-License-Identifier: MIT
#include <csignal>
#include <cstring>

#include "process/signals.hpp"

namespace buildstd::process {

const std::array<int, 3> interrupt_signals = {SIGINT, SIGTERM, SIGHUP};
const int terminate_signal = SIGTERM;
const int kill_signal = SIGKILL;

namespace {

sigset_t interrupts() {
  sigset_t all;
  ::sigemptyset(&all);
  for (const auto signal : interrupt_signals) ::sigaddset(&all, signal);
  return all;
}

}  // namespace

void hold_interrupts() {
  const auto all = interrupts();
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

void ignore_interrupts() {
  for (const auto signal : interrupt_signals) ::signal(signal, SIG_IGN);
  const auto all = interrupts();
  ::pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

void signal_group(int pid, int signal) {
  if (pid > 1) ::kill(-pid, signal);
}

std::string signal_name(int signal) {
  const char* name = ::strsignal(signal);
  return name == nullptr ? "unknown" : name;
}

}  // namespace buildstd::process
