// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "buildstd/base/command.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::process {

/// How a process ended.
struct ExitStatus {
  std::int64_t code = 0;
  int signal = 0;                                ///< 0: it exited by itself
  std::optional<double> processor_seconds = {};  ///< processor time of it and its children
  [[nodiscard]] bool success() const { return code == 0 && signal == 0; }
  /// "exit status: 101", "signal: 11 (segmentation fault)", as Cargo words it.
  [[nodiscard]] std::string describe() const;
};

/// Of a process's line of output; the rest of it is left out.
constexpr std::size_t longest_line = 16U << 20;

/// What a started process tells. Lines come without their ends.
struct ProcessEvents {
  std::function<void(std::string_view line)> on_stdout;
  std::function<void(std::string_view line)> on_stderr;
  /// Once, after the last line.
  std::function<void(ExitStatus status)> on_exit;
  /// Once, first: its number.
  std::function<void(int pid)> on_start = {};
};

/// What a started process reads.
enum class StandardInput {
  empty,
  pipe,  ///< what `EventLoop::write` is given
};

/// The one event loop of a build (libuv): processes, pipes, signals, timers. Nothing polls, and no thread
/// is spent on a child. Callbacks run inside `run_once`. Not thread-safe; stays on the thread that has made it.
///
/// Children end with this process, however it ends: a guard beside it (src/process/guard.hpp) kills their process
/// groups, and the system kills the children themselves, where it can (Linux). They stop with it for Ctrl-Z, and go on
/// with it, except those that are suspended. What whoever started this process has it ignore (`nohup`), it ignores, and
/// they do.
class EventLoop {
 public:
  static Result<EventLoop> create();
  EventLoop(EventLoop&&) noexcept;
  EventLoop& operator=(EventLoop&&) noexcept;
  /// Kills what still runs.
  ~EventLoop();

  /// Starts a process in a session of its own, so that `stop_all` reaches what it
  /// starts in turn. An error where it cannot be started; then no event follows.
  Result<void> start(const Command& command, const Environment& base, ProcessEvents events,
                     StandardInput input = StandardInput::empty);
  /// Has a process that was started with a pipe read this, when it comes to it. One that has ended does not.
  void write(int pid, std::string text);
  /// The process reads the end behind what was written.
  void end_input(int pid);
  /// Calls back for SIGINT, SIGTERM and SIGHUP, unless they are ignored, which then do not end buildstd by themselves.
  /// After one of them they have no effect when the loop is gone: what was interrupted is about to say so, and a second
  /// must not cut it short.
  void on_interrupt(std::function<void(int signal)> callback);
  /// Calls back at this interval until the loop ends.
  void every(std::chrono::milliseconds interval, std::function<void()> callback);
  /// Calls back, once, when `descriptor` becomes readable; makes it non-blocking for all that share its open file.
  void when_readable(int descriptor, std::function<void()> callback);
  /// Takes the processor from a process that this has started, and from all that share its group, until `resume`.
  /// @return false where it would stay so for ever if this process were killed
  bool suspend(int pid);
  void resume(int pid);
  /// For how long this process has been stopped (Ctrl-Z), and its children with it.
  [[nodiscard]] std::chrono::nanoseconds stopped_time() const;
  /// Blocks until something happened, and runs its callbacks.
  void run_once();
  /// Asks all processes and their children to end, and makes those that have not within a second.
  void stop_all();

  struct State;

 private:
  explicit EventLoop(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The error of work that a signal has ended: exit status 130 for Ctrl-C, as a shell reports it, else 101.
Error interruption(int signal);

/// What `run` returns.
struct Output {
  ExitStatus status;
  std::string standard_output;
  std::string standard_error;
};

/// Runs a process to its end and keeps what it says, up to 64 MiB. A signal to this process ends it early, with
/// all it has started, and is an error.
Result<Output> run(const Command& command, const Environment& base);

/// Replaces this process with the command's (POSIX), or runs it and passes its status on. Returns only if
/// it could not be started, or, where processes cannot be replaced, with the status.
Result<int> replace_process(const Command& command, const Environment& base);

}  // namespace buildstd::process
