// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

#include "buildstd/process/background.hpp"

namespace buildstd::process {

namespace {

// What another process says can go where its errors go, if that is no file, in which each would write over the other.
int open_errors_of(const OtherProcess& process) {
  const int handle = ::open(fmt::format("/proc/{}/fd/2", process.pid).c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC);
  struct ::stat status{};
  if (handle >= 0 && ::fstat(handle, &status) == 0 && !S_ISREG(status.st_mode)) return handle;
  if (handle >= 0) ::close(handle);
  return -1;
}

// Whoever waits for the ends of this process's streams must not wait for this.
void leave_streams(const OtherProcess& beside) {
  const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const int errors = open_errors_of(beside);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO}) ::dup2(nowhere, stream);
  ::dup2(errors >= 0 ? errors : nowhere, STDERR_FILENO);
  if (errors >= 0) ::close(errors);
  ::close(nowhere);
}

}  // namespace

Result<int> start_in_background(const OtherProcess& beside, const std::function<int()>& work) {
  const int pid = ::fork();
  if (pid < 0) return fail(Error("could not start a process").caused_by(std::generic_category().message(errno)));
  if (pid > 0) return pid;
  leave_streams(beside);
  ::_exit(work());
}

void stop_without(const OtherProcess& other) {
  if (!is_running(other.pid, other.start)) ::kill(::getpid(), SIGTERM);
}

}  // namespace buildstd::process
