// SPDX-License-Identifier: MIT
#include "process/spawn.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>
#include <vector>

#include "process/forked.hpp"
#include "process/image.hpp"
#include "process/signals.hpp"

namespace buildstd::process {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// dup2 would make it one of them.
bool move_above_standard(int& descriptor) {
  if (descriptor > STDERR_FILENO) return true;
  const int moved = ::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (moved < 0) return false;
  ::close(std::exchange(descriptor, moved));
  return true;
}

/// What a child needs of its parent.
struct Start {
  ProcessImage& image;
  const Guard* guard;
  int parent;
  int input;  ///< -1: empty
  std::array<int, 2> outputs;
  int failure;  ///< where the reason goes if there is no such program; closed if there is
};

[[noreturn]] void become(const Start& start) {
  ::setsid();
  if (start.guard != nullptr) start.guard->add_this_process();
  if (!end_with_parent(start.parent)) ::_exit(1);
  const int input = start.input >= 0 ? start.input : ::open("/dev/null", O_RDONLY);
  const bool ready = input >= 0 && ::dup2(input, STDIN_FILENO) >= 0 && ::dup2(start.outputs[0], STDOUT_FILENO) >= 0 &&
                     ::dup2(start.outputs[1], STDERR_FILENO) >= 0;
  if (input > STDERR_FILENO) ::close(input);
  if (ready) start.image.execute();
  const int reason = errno;
  [[maybe_unused]] const auto told = ::write(start.failure, &reason, sizeof reason);
  ::_exit(1);
}

/// @return 0 where it has become the program
int failure_of(int pipe) {
  int reason = 0;
  for (;;) {
    const auto count = ::read(pipe, &reason, sizeof reason);
    if (count == sizeof reason) return reason;
    if (count == 0 || errno != EINTR) return 0;
  }
}

}  // namespace

std::expected<Pipe, int> make_pipe() {
  std::array<uv_file, 2> ends{};
  if (const int status = uv_pipe(ends.data(), 0, 0); status != 0) return std::unexpected(-status);
  Pipe pipe{ends[0], ends[1]};
  if (move_above_standard(pipe.read) && move_above_standard(pipe.write)) return pipe;
  const int reason = errno;
  close_pipe(pipe);
  return std::unexpected(reason);
}

void close_pipe(const Pipe& pipe) {
  ::close(pipe.read);
  ::close(pipe.write);
}

namespace {

// All or none.
std::expected<std::vector<Pipe>, int> make_pipes(std::size_t count) {
  std::vector<Pipe> pipes;
  while (pipes.size() < count) {
    const auto made = make_pipe();
    if (!made) {
      for (const auto& pipe : pipes) close_pipe(pipe);
      return std::unexpected(made.error());
    }
    pipes.push_back(*made);
  }
  return pipes;
}

}  // namespace

std::expected<Spawned, int> spawn(const Command& command, const Environment& environment, const Guard* guard,
                                  StandardInput input) {
  ProcessImage image(command, environment);
  const bool has_input = input == StandardInput::pipe;
  const auto made = make_pipes(has_input ? 4 : 3);  // standard output, standard error, failure, standard input
  if (!made) return std::unexpected(made.error());
  const auto& pipes = *made;
  const Pipe in = has_input ? pipes[3] : Pipe();
  const int parent = ::getpid();
  const AllSignalsBlocked until_reset;  // this process's handlers must not run in the child
  const int pid = ::fork();
  const int fork_error = errno;
  if (pid == 0) become({image, guard, parent, in.read, {pipes[0].write, pipes[1].write}, pipes[2].write});
  for (std::size_t i = 0; i < 3; ++i) ::close(pipes[i].write);
  if (has_input) ::close(in.read);
  const int reason = pid < 0 ? fork_error : failure_of(pipes[2].read);
  ::close(pipes[2].read);
  if (reason == 0) return Spawned{pid, pipes[0].read, pipes[1].read, in.write};
  ::close(pipes[0].read);
  ::close(pipes[1].read);
  if (has_input) ::close(in.write);
  if (pid > 0) {
    if (guard != nullptr) guard->remove(pid);
    ::waitpid(pid, nullptr, 0);
  }
  return std::unexpected(reason);
}

bool has_ended(int pid) {
  siginfo_t end{};
  return ::waitid(P_PID, static_cast<id_t>(pid), &end, WEXITED | WNOHANG | WNOWAIT) != 0 || end.si_pid == pid;
}

ExitStatus collect(int pid) {
  int how = 0;
  rusage usage{};
  while (::wait4(pid, &how, 0, &usage) < 0) {
    if (errno != EINTR) return {.code = 1};  // somebody else has waited for it
  }
  ExitStatus status{.code = WIFEXITED(how) ? WEXITSTATUS(how) : 0, .signal = WIFSIGNALED(how) ? WTERMSIG(how) : 0};
  status.processor_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return status;
}

}  // namespace buildstd::process
