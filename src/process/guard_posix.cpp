// SPDX-License-Identifier: MIT
#include "process/guard.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <vector>

#include "process/forked.hpp"
#include "process/signals.hpp"
#include "process/spawn.hpp"

namespace buildstd::process {

namespace {

constexpr std::size_t most_groups = 1U << 16;  // at a time

// Never grows over what it has room for: this is a forked process.
void take(int message, std::vector<int>& groups) {
  if (message > 0 && groups.size() < most_groups) groups.push_back(message);
  if (message < 0) std::erase(groups, -message);
}

// A message is smaller than what a pipe keeps together (PIPE_BUF), so that none is read in parts.
[[noreturn]] void watch(int pipe, std::vector<int>& groups) {
  std::array<int, 128> messages{};
  for (;;) {
    const auto count = ::read(pipe, messages.data(), sizeof messages);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count) / sizeof(int); ++i) take(messages[i], groups);
  }
  for (const auto group : groups) signal_group(group, kill_signal);
  ::_exit(0);
}

/// Leaves everything that belongs to its parent: the terminal, locks, pipes that somebody reads to their end.
[[noreturn]] void become_guard(int pipe, std::vector<int>& groups) {
  ::setsid();
  rename_this_process("build-guard");
  ::dup2(pipe, 0);
  close_descriptors_from(1);
  if (::chdir("/") != 0) ::_exit(1);
  watch(0, groups);
}

}  // namespace

std::unique_ptr<Guard> Guard::start() {
  const auto pipe = make_pipe();
  if (!pipe) return nullptr;
  ::fcntl(pipe->write, F_SETFL, O_NONBLOCK);  // where the guard does not read, nothing waits for it
  std::vector<int> groups;
  groups.reserve(most_groups);
  const AllSignalsBlocked blocked;  // for good in the guard
  const int pid = ::fork();
  if (pid == 0) become_guard(pipe->read, groups);
  if (pid > 0) return std::unique_ptr<Guard>(new Guard(pid, pipe->read, pipe->write));
  close_pipe(*pipe);
  return nullptr;
}

// Before the pipe ends.
Guard::~Guard() {
  if (watches()) {
    ::kill(pid_, kill_signal);
    ::waitpid(pid_, nullptr, 0);
  }
  close_pipe({read_, write_});
}

void Guard::tell(int message) const { [[maybe_unused]] const auto written = ::write(write_, &message, sizeof message); }

void Guard::add_this_process() const { tell(::getpid()); }

void Guard::remove(int group) const { tell(-group); }

bool Guard::watches() {
  if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
  return pid_ > 0;
}

}  // namespace buildstd::process
