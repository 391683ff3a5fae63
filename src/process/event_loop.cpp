// SPDX-License-Identifier: MIT
#include "buildstd/process/event_loop.hpp"

#include <fmt/format.h>
#include <uv.h>

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "process/child.hpp"
#include "process/signals.hpp"

namespace buildstd::process {

namespace {

constexpr std::size_t longest_shown = 400;      // of a command line in a message
constexpr std::size_t most_output = 64U << 20;  // that `run` keeps of a stream
constexpr std::uint64_t stop_grace_ms = 1000;

}  // namespace

struct EventLoop::State {
  // A descriptor that is waited for.
  struct Watch {
    uv_poll_t poll{};
    std::function<void()> on_readable;
  };

  uv_loop_t loop{};
  std::unique_ptr<Guard> guard;  // from the first child on; null where there can be none
  std::list<std::unique_ptr<Child>> children;
  uv_signal_t child_ended{};
  uv_signal_t terminal_stop{};
  std::array<uv_signal_t, 3> signals{};
  std::function<void(int)> on_signal;
  uv_timer_t timer{};
  std::function<void()> on_timer;
  uv_timer_t stop_timer{};
  bool stopping = false;
  bool interrupted = false;
  std::chrono::nanoseconds stopped{};
  std::map<int, std::unique_ptr<Watch>> watches;  // by descriptor

  void watch_children();
  void look_at_children();
  void stop_with_children();
  void remove(const Child* child);
  void signal_all(int signal);
  Child* child_of(int pid);
};

void EventLoop::State::watch_children() {
  if (!guard) guard = Guard::start();
  unblock(child_signal);
  uv_signal_start(
      &child_ended, [](uv_signal_t* handle, int) { static_cast<State*>(handle->data)->look_at_children(); },
      child_signal);
  if (is_ignored(stop_signal)) return;
  uv_signal_start(
      &terminal_stop, [](uv_signal_t* handle, int) { static_cast<State*>(handle->data)->stop_with_children(); },
      stop_signal);
}

void EventLoop::State::look_at_children() {
  for (const auto& child : children) child->look(guard.get(), stopping);
}

// Children have sessions of their own, which the terminal's signals do not reach.
void EventLoop::State::stop_with_children() {
  for (const auto& child : children) child->stop();
  const auto start = std::chrono::steady_clock::now();
  stop_this_process();
  stopped += std::chrono::steady_clock::now() - start;
  for (const auto& child : children) child->go_on();
}

void EventLoop::State::remove(const Child* child) {
  children.remove_if([&](const auto& candidate) { return candidate.get() == child; });
  if (!children.empty()) return;
  uv_signal_stop(&child_ended);
  uv_signal_stop(&terminal_stop);
}

void EventLoop::State::signal_all(int signal) {
  for (const auto& child : children) child->signal(signal);
}

Child* EventLoop::State::child_of(int pid) {
  const auto found =
      std::ranges::find_if(children, [&](const auto& child) { return child->pid() == pid && child->is_running(); });
  return found == children.end() ? nullptr : found->get();
}

EventLoop::EventLoop(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventLoop::EventLoop(EventLoop&&) noexcept = default;
EventLoop& EventLoop::operator=(EventLoop&&) noexcept = default;

Result<EventLoop> EventLoop::create() {
  auto state = std::make_unique<State>();
  if (const int status = uv_loop_init(&state->loop); status != 0) {
    return fail(Error("failed to start an event loop").caused_by(uv_strerror(status)));
  }
  for (auto* handle : {&state->child_ended, &state->terminal_stop}) {
    uv_signal_init(&state->loop, handle);
    handle->data = state.get();
  }
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
  if (state_->interrupted) drop_interrupts();
}

void EventLoop::write(int pid, std::string text) {
  if (auto* const child = state_->child_of(pid)) child->write(std::move(text));
}

void EventLoop::end_input(int pid) {
  if (auto* const child = state_->child_of(pid)) child->end_input();
}

Result<void> EventLoop::start(const Command& command, const Environment& base, ProcessEvents events,
                              StandardInput input) {
  const auto on_start = std::move(events.on_start);
  if (state_->children.empty()) state_->watch_children();
  auto& child = *state_->children.emplace_back(std::make_unique<Child>(
      state_->loop, std::move(events), [state = state_.get()](const Child* done) { state->remove(done); }));
  const int reason = child.start(command, command.environment_over(base), state_->guard.get(), input);
  if (reason == 0) {
    if (on_start) on_start(child.pid());
    return {};
  }
  const int status = uv_translate_sys_error(reason);
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
    if (is_ignored(interrupt_signals[i])) continue;
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
    watch = std::make_unique<State::Watch>();
    uv_poll_init(&state_->loop, &watch->poll, descriptor);
    watch->poll.data = watch.get();
  }
  watch->on_readable = std::move(callback);
  uv_poll_start(&watch->poll, UV_READABLE, [](uv_poll_t* poll, int, int) {
    uv_poll_stop(poll);
    static_cast<State::Watch*>(poll->data)->on_readable();
  });
}

bool EventLoop::suspend(int pid) {
  auto* const child = state_->child_of(pid);
  if (child == nullptr || !state_->guard || !state_->guard->watches()) return false;
  child->suspend();
  return true;
}

void EventLoop::resume(int pid) {
  if (auto* const child = state_->child_of(pid)) child->resume();
}

std::chrono::nanoseconds EventLoop::stopped_time() const { return state_->stopped; }

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
      if (into.size() < most_output) (into += line) += '\n';
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
