// SPDX-License-Identifier: MIT
#pragma once

#include <uv.h>

#include <array>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "buildstd/base/command.hpp"
#include "buildstd/process/event_loop.hpp"
#include "process/guard.hpp"

namespace buildstd::process {

class Child;

/// One output stream of a child, cut into lines.
struct Stream {
  uv_pipe_t pipe{};
  Child* child = nullptr;
  std::function<void(std::string_view)> on_line;
  std::string pending;
  std::array<char, 65536> buffer{};
  bool open = false;
  bool closed = false;  // its handle may be freed

  void feed(std::string_view data);
  void finish();
  void start_reading();
};

/// A running process. It is done when it has exited and both its streams are closed.
class Child {
 public:
  /// @param on_done told last; destroys this
  Child(uv_loop_t& loop, ProcessEvents events, std::function<void(Child*)> on_done);

  /// @return 0, or the system's number for what is wrong; then it is done soon, and tells nothing
  int start(const Command& command, const Environment& environment, const Guard* guard, StandardInput input);
  /// What it reads next.
  void write(std::string text);
  void end_input();
  [[nodiscard]] int pid() const { return pid_; }
  [[nodiscard]] bool is_running() const { return !exited_; }
  /// Notices that it has ended.
  /// @param ends_family whether what it has started, and does not listen to what has ended it, ends too
  void look(Guard* guard, bool ends_family);

  void signal(int number) const;
  /// Takes the processor from it and its group until it is resumed.
  void suspend();
  void resume();
  /// The same for as long as this process is stopped, which changes nothing for what is suspended.
  void stop() const;
  void go_on() const;
  /// No more events.
  void mute();

 private:
  friend struct Stream;
  void exited(ExitStatus status);
  void close_input();
  void maybe_done();
  void stream_closed() { maybe_done(); }

  uv_loop_t& loop_;
  std::function<void(ExitStatus)> on_exit_;
  std::function<void(Child*)> on_done_;
  uv_timer_t grace_{};
  std::array<Stream, 2> streams_;
  uv_pipe_t input_{};
  uv_shutdown_t shutdown_{};
  bool input_open_ = false;
  bool input_closed_ = true;  // its handle may be freed
  ExitStatus status_;
  int pid_ = 0;
  bool suspended_ = false;
  bool exited_ = false;
  bool grace_closed_ = false;
};

}  // namespace buildstd::process
