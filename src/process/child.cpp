// SPDX-License-Identifier: MIT
#include "process/child.hpp"

#include <memory>
#include <utility>

#include "process/signals.hpp"
#include "process/spawn.hpp"

namespace buildstd::process {

namespace {

// A daemon that a child leaves behind (a compiler cache's server) may keep the child's pipes open.
constexpr std::uint64_t pipe_grace_ms = 500;

void allocate(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
  auto& stream = *static_cast<Stream*>(handle->data);
  *buffer = uv_buf_init(stream.buffer.data(), static_cast<unsigned>(stream.buffer.size()));
}

void on_read(uv_stream_t* handle, ssize_t count, const uv_buf_t* buffer) {
  auto& stream = *static_cast<Stream*>(handle->data);
  if (count > 0) stream.feed({buffer->base, static_cast<std::size_t>(count)});
  if (count < 0) stream.finish();
}

}  // namespace

void Stream::feed(std::string_view data) {
  const auto keep = [this](std::string_view part) { pending += part.substr(0, longest_line - pending.size()); };
  for (std::size_t end = data.find('\n'); end != std::string_view::npos; end = data.find('\n')) {
    keep(data.substr(0, end));
    data.remove_prefix(end + 1);
    auto line = std::exchange(pending, {});
    if (line.ends_with('\r')) line.pop_back();
    if (on_line) on_line(line);
  }
  keep(data);
}

void Stream::finish() {
  if (!open) return;
  open = false;
  if (!pending.empty() && on_line) on_line(std::exchange(pending, {}));
  uv_close(reinterpret_cast<uv_handle_t*>(&pipe), [](uv_handle_t* handle) {
    auto& stream = *static_cast<Stream*>(handle->data);
    stream.closed = true;
    stream.child->stream_closed();
  });
}

void Stream::start_reading() { uv_read_start(reinterpret_cast<uv_stream_t*>(&pipe), allocate, on_read); }

Child::Child(uv_loop_t& loop, ProcessEvents events, std::function<void(Child*)> on_done)
    : loop_(loop), on_exit_(std::move(events.on_exit)), on_done_(std::move(on_done)) {
  streams_[0].on_line = std::move(events.on_stdout);
  streams_[1].on_line = std::move(events.on_stderr);
  uv_timer_init(&loop_, &grace_);
  grace_.data = this;
  for (auto& stream : streams_) {
    uv_pipe_init(&loop_, &stream.pipe, 0);
    stream.pipe.data = &stream;
    stream.child = this;
    stream.open = true;
  }
}

int Child::start(const Command& command, const Environment& environment, const Guard* guard, StandardInput input) {
  const auto spawned = spawn(command, environment, guard, input);
  if (!spawned) {
    exited_ = true;
    on_exit_ = nullptr;
    for (auto& stream : streams_) stream.finish();
    return spawned.error();
  }
  pid_ = spawned->pid;
  uv_pipe_open(&streams_[0].pipe, spawned->standard_output);
  uv_pipe_open(&streams_[1].pipe, spawned->standard_error);
  for (auto& stream : streams_) stream.start_reading();
  if (spawned->standard_input >= 0) {
    uv_pipe_init(&loop_, &input_, 0);
    input_.data = this;
    uv_pipe_open(&input_, spawned->standard_input);
    input_open_ = true;
    input_closed_ = false;
  }
  return 0;
}

// Whether it is read shows in what the process says, or in its end.
void Child::write(std::string text) {
  if (!input_open_) return;
  struct Request {
    uv_write_t write{};
    std::string text;
  };
  auto request = std::make_unique<Request>();
  request->text = std::move(text);
  request->write.data = request.get();
  const auto buffer = uv_buf_init(request->text.data(), static_cast<unsigned>(request->text.size()));
  const auto done = [](uv_write_t* write, int) { delete static_cast<Request*>(write->data); };
  if (uv_write(&request->write, reinterpret_cast<uv_stream_t*>(&input_), &buffer, 1, done) == 0) request.release();
}

// Behind what is still to be written.
void Child::end_input() {
  if (!input_open_) return;
  input_open_ = false;
  shutdown_.data = this;
  const auto done = [](uv_shutdown_t* request, int) { static_cast<Child*>(request->data)->close_input(); };
  if (uv_shutdown(&shutdown_, reinterpret_cast<uv_stream_t*>(&input_), done) != 0) close_input();
}

void Child::close_input() {
  input_open_ = false;
  auto* const handle = reinterpret_cast<uv_handle_t*>(&input_);
  if (input_closed_ || uv_is_closing(handle) != 0) return;
  uv_close(handle, [](uv_handle_t* closed) {
    auto& child = *static_cast<Child*>(closed->data);
    child.input_closed_ = true;
    child.maybe_done();
  });
}

void Child::look(Guard* guard, bool ends_family) {
  if (exited_ || !has_ended(pid_)) return;
  // While it is not collected, its number, and its group's, are nobody else's.
  if (ends_family) signal_group(pid_, kill_signal);
  if (guard != nullptr) guard->remove(pid_);
  exited(collect(pid_));
}

void Child::signal(int number) const {
  if (exited_) return;
  signal_group(pid_, number);
  signal_group(pid_, resume_signal);  // what is suspended does not hear it
}

void Child::suspend() {
  suspended_ = true;
  if (!exited_) signal_group(pid_, suspend_signal);
}

void Child::resume() {
  suspended_ = false;
  if (!exited_) signal_group(pid_, resume_signal);
}

void Child::stop() const {
  if (!exited_) signal_group(pid_, suspend_signal);
}

void Child::go_on() const {
  if (!exited_ && !suspended_) signal_group(pid_, resume_signal);
}

void Child::mute() {
  on_exit_ = nullptr;
  for (auto& stream : streams_) stream.on_line = nullptr;
}

void Child::exited(ExitStatus status) {
  exited_ = true;
  status_ = status;
  close_input();
  uv_timer_start(
      &grace_,
      [](uv_timer_t* handle) {
        for (auto& stream : static_cast<Child*>(handle->data)->streams_) stream.finish();
      },
      pipe_grace_ms, 0);
  maybe_done();
}

void Child::maybe_done() {
  for (const auto& stream : streams_) {
    if (!stream.closed) return;
  }
  if (!exited_ || !input_closed_) return;
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
  const auto on_done = std::move(on_done_);
  on_done(this);
}

}  // namespace buildstd::process
