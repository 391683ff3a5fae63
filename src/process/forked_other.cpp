// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "process/forked.hpp"

namespace buildstd::process {

// Ending with the parent is left to the guard.
bool end_with_parent(int parent) { return ::getppid() == parent; }

void rename_this_process(const char*) {}

void close_descriptors_from(int first) {
  for (auto descriptor = static_cast<int>(::sysconf(_SC_OPEN_MAX)) - 1; descriptor >= first; --descriptor)
    ::close(descriptor);
}

}  // namespace buildstd::process
