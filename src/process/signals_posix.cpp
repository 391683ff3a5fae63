// SPDX-License-Identifier: MIT
#include "process/signals.hpp"

#include <unistd.h>

#include <cstring>

namespace buildstd::process {

const std::array<int, 3> interrupt_signals = {SIGINT, SIGTERM, SIGHUP};
const int terminate_signal = SIGTERM;
const int kill_signal = SIGKILL;
const int suspend_signal = SIGSTOP;
const int resume_signal = SIGCONT;
const int stop_signal = SIGTSTP;
const int child_signal = SIGCHLD;

namespace {

sigset_t interrupts() {
  sigset_t all;
  sigemptyset(&all);
  for (const auto signal : interrupt_signals) sigaddset(&all, signal);
  return all;
}

}  // namespace

bool is_ignored(int signal) {
  struct sigaction action{};
  return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

void do_nothing_on(int signal) {
  struct sigaction nothing{};
  nothing.sa_handler = [](int) {};
  nothing.sa_flags = SA_RESTART;
  ::sigaction(signal, &nothing, nullptr);
}

void unblock(int signal) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  ::pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
}

void stop_this_process() {
  struct sigaction usual{};
  usual.sa_handler = SIG_DFL;
  struct sigaction before{};
  ::sigaction(stop_signal, &usual, &before);
  ::kill(::getpid(), stop_signal);
  ::sigaction(stop_signal, &before, nullptr);
}

AllSignalsBlocked::AllSignalsBlocked() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before_);
}

AllSignalsBlocked::~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

void hold_interrupts() {
  const auto all = interrupts();
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

void drop_interrupts() {
  for (const auto signal : interrupt_signals) {
    if (!is_ignored(signal)) do_nothing_on(signal);
  }
  const auto all = interrupts();
  ::pthread_sigmask(SIG_UNBLOCK, &all, nullptr);
}

void reset_signals() {
  struct sigaction usual{};
  usual.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) != 0) continue;
    if (action.sa_handler != SIG_IGN || signal == SIGPIPE) ::sigaction(signal, &usual, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

void signal_group(int pid, int signal) {
  if (pid > 1) ::kill(-pid, signal);
}

std::string signal_name(int signal) {
  const char* name = ::strsignal(signal);
  return name == nullptr ? "unknown" : name;
}

}  // namespace buildstd::process
