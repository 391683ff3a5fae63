// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <csignal>
#include <string>

namespace buildstd::process {

/// What ends a build early, in the order they are watched.
extern const std::array<int, 3> interrupt_signals;
extern const int terminate_signal;
extern const int kill_signal;
/// What takes the processor from a process until the other comes; neither can be ignored.
extern const int suspend_signal;
extern const int resume_signal;
/// What a terminal sends for Ctrl-Z.
extern const int stop_signal;
/// What tells that a child has ended.
extern const int child_signal;

/// Whether whoever started this process wants it to ignore the signal (`nohup`, a shell's `&`).
bool is_ignored(int signal);
/// Catches a signal to no effect.
void do_nothing_on(int signal);
/// Lets a signal through that whoever started this process may have blocked.
void unblock(int signal);
/// Stops this process as `stop_signal` does where nobody catches it, and returns when it goes on.
void stop_this_process();
/// While it lives no signal is handled in this thread; what comes waits.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked();
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;
  ~AllSignalsBlocked();

 private:
  sigset_t before_{};
};
/// From here on interrupts wait…
void hold_interrupts();
/// …and from here on, with those that wait, they have no effect.
void drop_interrupts();
/// For a process that is about to become another program: undoes what this one has done to its signals. What was
/// ignored on entry stays ignored, except failing writes to pipes (Rust: library/std/src/sys/process/unix/unix.rs,
/// `do_exec`). Async-signal-safe.
void reset_signals();
/// Sends a signal to a process and all that share its group. Errors do not matter: it may be gone already.
void signal_group(int pid, int signal);
/// "segmentation fault", …
std::string signal_name(int signal);

}  // namespace buildstd::process
