// SPDX-License-Identifier: MIT
#include "buildstd/process/event_loop.hpp"

#include <fmt/format.h>
#include <uv.h>

#include <array>
#include <list>
#include <map>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/resources.hpp"
#include "process/signals.hpp"

namespace buildstd::process {

namespace {

constexpr std::size_t longest_line = 64U << 20;
constexpr std::size_t longest_shown = 400;  // of a command line in a message
// A daemon that a child leaves behind (a compiler cache's server) may keep the child's pipes open.
constexpr std::uint64_t pipe_grace_ms = 500;
constexpr std::uint64_t stop_grace_ms = 1000;

class Child;

// A descriptor that is waited for.
struct Watch {
  uv_poll_t poll{};
  std::function<void()> on_readable;
};

// One output stream of a child, cut into lines.
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
};

}  // namespace

struct EventLoop::State {
  uv_loop_t loop{};
  std::list<std::unique_ptr<Child>> children;
  double seconds_of_ended = 0;  // processor time of children that are accounted for
  std::array<uv_signal_t, 3> signals{};
  bool watches_signals = false;
  std::function<void(int)> on_signal;
  uv_timer_t timer{};
  bool has_timer = false;
  std::function<void()> on_timer;
  uv_timer_t stop_timer{};
  bool stopping = false;
  bool interrupted = false;
  std::map<int, std::unique_ptr<Watch>> watches;  // by descriptor

  void remove(const Child* child);
  void signal_all(int signal);
  std::optional<double> account_for_child();
};

namespace {

// A running process. Ends when it has exited and both its streams are closed.
class Child {
 public:
  Child(EventLoop::State& state, ProcessEvents events) : state_(state), on_exit_(std::move(events.on_exit)) {
    streams_[0].on_line = std::move(events.on_stdout);
    streams_[1].on_line = std::move(events.on_stderr);
  }

  int spawn(const Command& command, const Environment& environment);
  [[nodiscard]] int pid() const { return process_.pid; }
  void signal(int number) const {
    if (exited_) return;
    signal_group(process_.pid, number);
    resume(process_.pid);  // what is suspended does not hear it
  }

  /// No more events.
  void mute() {
    on_exit_ = nullptr;
    for (auto& stream : streams_) stream.on_line = nullptr;
  }

  /// Reports the end and frees this, once nothing is left open.
  void maybe_done();

 private:
  void exited(ExitStatus status);
  void close_process();
  static void allocate(uv_handle_t* handle, std::size_t, uv_buf_t* buffer);
  static void on_read(uv_stream_t* handle, ssize_t count, const uv_buf_t* buffer);

  EventLoop::State& state_;
  std::function<void(ExitStatus)> on_exit_;
  uv_process_t process_{};
  uv_timer_t grace_{};
  std::array<Stream, 2> streams_;
  ExitStatus status_;
  bool exited_ = false;
  bool process_closed_ = false;
  bool grace_closed_ = true;
};

void Stream::feed(std::string_view data) {
  for (std::size_t end = data.find('\n'); end != std::string_view::npos; end = data.find('\n')) {
    pending += data.substr(0, end);
    data.remove_prefix(end + 1);
    auto line = std::exchange(pending, {});
    if (line.ends_with('\r')) line.pop_back();
    if (on_line) on_line(line);
  }
  if (pending.size() < longest_line) pending += data;
}

void Stream::finish() {
  if (!open) return;
  open = false;
  if (!pending.empty() && on_line) on_line(std::exchange(pending, {}));
  uv_close(reinterpret_cast<uv_handle_t*>(&pipe), [](uv_handle_t* handle) {
    auto& stream = *static_cast<Stream*>(handle->data);
    stream.closed = true;
    stream.child->maybe_done();
  });
}

void Child::allocate(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  auto& stream = *static_cast<Stream*>(handle->data);
  *buffer = uv_buf_init(stream.buffer.data(), static_cast<unsigned>(stream.buffer.size()));
}

void Child::on_read(uv_stream_t* handle, ssize_t count, const uv_buf_t* buffer) {
  auto& stream = *static_cast<Stream*>(handle->data);
  if (count > 0) stream.feed({buffer->base, static_cast<std::size_t>(count)});
  if (count < 0) stream.finish();
}

int Child::spawn(const Command& command, const Environment& environment) {
  const auto program = command.program.string();
  const auto cwd = command.cwd.string();
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (const auto& argument : command.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment.all()) variables.push_back(name + "=" + value);
  std::vector<char*> variable_pointers;
  for (auto& variable : variables) variable_pointers.push_back(variable.data());
  variable_pointers.push_back(nullptr);

  std::array<uv_stdio_container_t, 3> stdio{};
  stdio[0].flags = UV_IGNORE;
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    auto& stream = streams_[i];
    uv_pipe_init(&state_.loop, &stream.pipe, 0);
    stream.pipe.data = &stream;
    stream.child = this;
    stream.open = true;
    stdio[i + 1].flags = static_cast<uv_stdio_flags>(UV_CREATE_PIPE | UV_WRITABLE_PIPE);
    stdio[i + 1].data.stream = reinterpret_cast<uv_stream_t*>(&stream.pipe);
  }

  uv_process_options_t options{};
  options.file = program.c_str();
  options.args = arguments.data();
  options.env = variable_pointers.data();
  options.cwd = cwd.empty() ? nullptr : cwd.c_str();
  options.flags = UV_PROCESS_DETACHED;  // a group of its own
  options.stdio_count = static_cast<int>(stdio.size());
  options.stdio = stdio.data();
  options.exit_cb = [](uv_process_t* handle, std::int64_t code, int signal) {
    static_cast<Child*>(handle->data)->exited({.code = code, .signal = signal});
  };
  process_.data = this;
  const int status = uv_spawn(&state_.loop, &process_, &options);
  if (status != 0) {
    exited_ = true;
    on_exit_ = nullptr;
    close_process();
    for (auto& stream : streams_) stream.finish();
    return status;
  }
  for (auto& stream : streams_) uv_read_start(reinterpret_cast<uv_stream_t*>(&stream.pipe), allocate, on_read);
  return 0;
}

void Child::close_process() {
  uv_close(reinterpret_cast<uv_handle_t*>(&process_), [](uv_handle_t* handle) {
    auto& child = *static_cast<Child*>(handle->data);
    child.process_closed_ = true;
    child.maybe_done();
  });
}

void Child::exited(ExitStatus status) {
  // Its children share its group, and may not listen to what has ended it.
  if (state_.stopping) signal_group(process_.pid, kill_signal);
  exited_ = true;
  status_ = status;
  status_.processor_seconds = state_.account_for_child();
  close_process();
  uv_timer_init(&state_.loop, &grace_);
  grace_.data = this;
  grace_closed_ = false;
  uv_timer_start(
      &grace_,
      [](uv_timer_t* handle) {
        for (auto& stream : static_cast<Child*>(handle->data)->streams_) stream.finish();
      },
      pipe_grace_ms, 0);
}

void Child::maybe_done() {
  for (const auto& stream : streams_) {
    if (!stream.closed) return;
  }
  if (!process_closed_) return;
  auto* const grace = reinterpret_cast<uv_handle_t*>(&grace_);
  if (!grace_closed_) {
    if (uv_is_closing(grace) == 0) {
      uv_close(grace, [](uv_handle_t* handle) {
        auto& child = *static_cast<Child*>(handle->data);
        child.grace_closed_ = true;
        child.maybe_done();
      });
    }
    return;
  }
  if (on_exit_) std::exchange(on_exit_, nullptr)(status_);
  state_.remove(this);  // destroys this
}

}  // namespace

void EventLoop::State::remove(const Child* child) {
  children.remove_if([&](const auto& candidate) { return candidate.get() == child; });
}

void EventLoop::State::signal_all(int signal) {
  for (const auto& child : children) child->signal(signal);
}

// What the system's sum of all children has grown by.
std::optional<double> EventLoop::State::account_for_child() {
  const auto now = processor_seconds_of_children();
  if (!now) return std::nullopt;
  const auto grown = *now - std::exchange(seconds_of_ended, *now);
  return grown > 0 ? std::optional(grown) : std::nullopt;
}

EventLoop::EventLoop(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventLoop::EventLoop(EventLoop&&) noexcept = default;
EventLoop& EventLoop::operator=(EventLoop&&) noexcept = default;

Result<EventLoop> EventLoop::create() {
  auto state = std::make_unique<State>();
  if (const int status = uv_loop_init(&state->loop); status != 0) {
    return fail(Error("failed to start an event loop").caused_by(uv_strerror(status)));
  }
  state->seconds_of_ended = processor_seconds_of_children().value_or(0);
  return EventLoop(std::move(state));
}

EventLoop::~EventLoop() {
  if (!state_) return;
  state_->signal_all(kill_signal);
  // Until they are waited for; whoever listened may be gone already.
  for (const auto& child : state_->children) child->mute();
  while (!state_->children.empty()) uv_run(&state_->loop, UV_RUN_ONCE);
  // Closing gives the signals back to the system, which ends the process at the next one, before it has said why it
  // ends.
  if (state_->interrupted) hold_interrupts();
  uv_walk(
      &state_->loop,
      [](uv_handle_t* handle, void*) {
        if (uv_is_closing(handle) == 0) uv_close(handle, nullptr);
      },
      nullptr);
  uv_run(&state_->loop, UV_RUN_DEFAULT);
  uv_loop_close(&state_->loop);
  if (state_->interrupted) ignore_interrupts();
}

Result<void> EventLoop::start(const Command& command, const Environment& base, ProcessEvents events) {
  const auto on_start = std::move(events.on_start);
  auto& child = *state_->children.emplace_back(std::make_unique<Child>(*state_, std::move(events)));
  const int status = child.spawn(command, command.environment_over(base));
  if (status == 0) {
    if (on_start) on_start(child.pid());
    return {};
  }
  // Without the environment, which would bury the program's name.
  const Command shown{.program = command.program, .arguments = command.arguments, .environment = {}, .cwd = {}};
  const auto line = text::printable(shown.shell_line().substr(0, longest_shown));
  auto error = Error(fmt::format("could not execute process `{}`", line)).caused_by(uv_strerror(status));
  if (status == UV_ENOENT && !command.cwd.empty() && !fs::is_directory(command.cwd))
    error = std::move(error).note(fmt::format("its directory `{}` does not exist", command.cwd.string()));
  return fail(std::move(error));
}

void EventLoop::on_interrupt(std::function<void(int)> callback) {
  state_->on_signal = std::move(callback);
  for (std::size_t i = 0; i < state_->signals.size(); ++i) {
    auto& handle = state_->signals[i];
    uv_signal_init(&state_->loop, &handle);
    handle.data = state_.get();
    uv_signal_start(
        &handle,
        [](uv_signal_t* signal, int number) {
          auto& state = *static_cast<State*>(signal->data);
          state.interrupted = true;
          state.on_signal(number);
        },
        interrupt_signals[i]);
    uv_unref(reinterpret_cast<uv_handle_t*>(&handle));
  }
}

void EventLoop::every(std::chrono::milliseconds interval, std::function<void()> callback) {
  state_->on_timer = std::move(callback);
  uv_timer_init(&state_->loop, &state_->timer);
  state_->timer.data = state_.get();
  const auto period = static_cast<std::uint64_t>(interval.count());
  uv_timer_start(
      &state_->timer, [](uv_timer_t* timer) { static_cast<State*>(timer->data)->on_timer(); }, period, period);
  uv_unref(reinterpret_cast<uv_handle_t*>(&state_->timer));
}

void EventLoop::when_readable(int descriptor, std::function<void()> callback) {
  auto& watch = state_->watches[descriptor];
  if (!watch) {
    watch = std::make_unique<Watch>();
    uv_poll_init(&state_->loop, &watch->poll, descriptor);
    watch->poll.data = watch.get();
  }
  watch->on_readable = std::move(callback);
  uv_poll_start(&watch->poll, UV_READABLE, [](uv_poll_t* poll, int, int) {
    uv_poll_stop(poll);
    static_cast<Watch*>(poll->data)->on_readable();
  });
}

void EventLoop::run_once() { uv_run(&state_->loop, UV_RUN_ONCE); }

void EventLoop::stop_all() {
  state_->signal_all(terminate_signal);
  if (std::exchange(state_->stopping, true)) return;
  uv_timer_init(&state_->loop, &state_->stop_timer);
  state_->stop_timer.data = state_.get();
  uv_timer_start(
      &state_->stop_timer, [](uv_timer_t* timer) { static_cast<State*>(timer->data)->signal_all(kill_signal); },
      stop_grace_ms, 0);
  uv_unref(reinterpret_cast<uv_handle_t*>(&state_->stop_timer));
}

std::string ExitStatus::describe() const {
  if (signal == 0) return fmt::format("exit status: {}", code);
  return fmt::format("signal: {} ({})", signal, signal_name(signal));
}

Error interruption(int signal) {
  const bool by_keyboard = signal == interrupt_signals.front();
  return Error(by_keyboard ? "interrupted" : "ended by a signal").exit_status(by_keyboard ? 130 : 101);
}

Result<Output> run(const Command& command, const Environment& base) {
  BUILDSTD_TRY(auto loop, EventLoop::create());
  Output output;
  bool done = false;
  const auto keep = [](std::string& into) {
    return [&into](std::string_view line) {
      if (into.size() < longest_line) (into += line) += '\n';
    };
  };
  // Before the start: a signal may come as soon as the process runs.
  int interrupted = 0;
  loop.on_interrupt([&](int signal) {
    interrupted = signal;
    loop.stop_all();
  });
  BUILDSTD_CHECK(
      loop.start(command, base, {keep(output.standard_output), keep(output.standard_error), [&](ExitStatus status) {
                                   output.status = status;
                                   done = true;
                                 }}));
  while (!done) loop.run_once();
  if (interrupted != 0) return fail(interruption(interrupted));
  return output;
}

}  // namespace buildstd::process
