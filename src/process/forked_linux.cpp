// SPDX-License-Identifier: MIT
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

#include "process/forked.hpp"

namespace buildstd::process {

// prctl(2): goes by the thread that has forked; stays through execve, unless that gives more rights.
bool end_with_parent(int parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return ::getppid() == parent;
}

void rename_this_process(const char* name) { ::prctl(PR_SET_NAME, name); }

// Linux 5.9 has a call for it, the C library not always.
void close_descriptors_from(int first) {
  constexpr int most_without_the_call = 65536;
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
  for (int descriptor = first; descriptor < most_without_the_call; ++descriptor) ::close(descriptor);
}

}  // namespace buildstd::process
