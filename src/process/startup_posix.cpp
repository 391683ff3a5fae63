// SPDX-License-Identifier: MIT
#include "buildstd/process/startup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "process/signals.hpp"

namespace buildstd::process {

// Rust: library/std/src/sys/pal/unix/mod.rs, `sanitize_standard_fds`. The lowest number that is free is taken.
bool open_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1 || errno != EBADF) continue;
    if (::open("/dev/null", O_RDWR) != descriptor) return false;  // NOLINT(android-cloexec-open): for children too
  }
  return true;
}

// By a handler, and not by ignoring the signals, which the programs that are started would inherit.
void survive_failing_writes() {
  for (const int signal : {SIGPIPE, SIGXFSZ}) {
    if (!is_ignored(signal)) do_nothing_on(signal);
  }
}

}  // namespace buildstd::process
