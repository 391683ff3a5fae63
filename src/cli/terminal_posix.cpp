// SPDX-License-Identifier: MIT
#include <sys/ioctl.h>
#include <unistd.h>
#include <uv.h>

#include "cli/terminal.hpp"

namespace buildstd::cli {

bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }
bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

unsigned terminal_width() {
  struct ::winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

unsigned available_cpus() { return uv_available_parallelism(); }

}  // namespace buildstd::cli
