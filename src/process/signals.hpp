// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>

namespace buildstd::process {

/// What ends a build early, in the order they are watched.
extern const std::array<int, 3> interrupt_signals;
extern const int terminate_signal;
extern const int kill_signal;

/// From here on interrupts wait…
void hold_interrupts();
/// …and from here on, with those that wait, they are ignored.
void ignore_interrupts();
/// Sends a signal to a process and all that share its group. Errors do not matter: it may be gone already.
void signal_group(int pid, int signal);
/// "segmentation fault", …
std::string signal_name(int signal);

}  // namespace buildstd::process
