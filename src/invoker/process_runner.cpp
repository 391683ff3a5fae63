// SPDX-License-Identifier: MIT
#include "buildstd/invoker/process_runner.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include "buildstd/process/event_loop.hpp"
#include "buildstd/process/jobserver.hpp"
#include "buildstd/process/resources.hpp"
#include "invoker/rustc_message.hpp"

namespace buildstd::invoker {

namespace {

// More than anybody reads of one unit's messages; what a broken tool prints without end is cut.
constexpr std::size_t most_output = 1U << 20;
constexpr std::size_t most_messages = 1000;

void append_bounded(std::string& into, std::string_view text, std::size_t most = most_output) {
  if (into.size() < most) into += text;
}

// The compiler's peak on `core` is 1.1 GiB (1.96, x86_64, limited debuginfo; std 0.7, others at most 0.4), and more
// with full debuginfo.
constexpr std::uint64_t memory_for_one = 1300ULL << 20;

}  // namespace

std::size_t process_bound(std::optional<std::uint64_t> available_memory) {
  if (!available_memory) return ProcessRunnerOptions().most_processes;
  return std::max<std::size_t>(1, static_cast<std::size_t>(*available_memory / memory_for_one));
}

struct ProcessRunner::State {
  ProcessRunnerOptions options;
  process::EventLoop loop;
  std::optional<process::Jobserver> jobserver;
  std::map<std::size_t, Finished> running;
  std::map<std::size_t, int> process_numbers;  // of units that run
  std::deque<Event> events;
  bool waits_for_token = false;
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();

  void take_error_line(std::size_t unit, std::string_view line);
  void watch_tokens();
};

void ProcessRunner::State::take_error_line(std::size_t unit, std::string_view line) {
  auto message = parse_rustc_message(line);
  if (message.kind == RustcMessage::Kind::metadata_artifact) events.emplace_back(MetadataReady{unit});
  // A flood of other text leaves room for what the compiler has to say.
  const bool is_text = message.kind == RustcMessage::Kind::text;
  auto& finished = running[unit];
  append_bounded(finished.diagnostics, message.rendered, is_text ? most_output : 2 * most_output);
  if (is_text) append_bounded(finished.other_text, message.rendered);
  if (message.kind == RustcMessage::Kind::diagnostic && finished.messages.size() < most_messages)
    finished.messages.emplace_back(line);
}

void ProcessRunner::State::watch_tokens() {
  if (!jobserver || waits_for_token) return;
  waits_for_token = true;
  loop.when_readable(jobserver->descriptor(), [this] {
    waits_for_token = false;
    events.emplace_back(SlotAvailable{});
  });
}

ProcessRunner::ProcessRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProcessRunner::ProcessRunner(ProcessRunner&&) noexcept = default;
ProcessRunner& ProcessRunner::operator=(ProcessRunner&&) noexcept = default;
ProcessRunner::~ProcessRunner() = default;

Result<ProcessRunner> ProcessRunner::create(ProcessRunnerOptions options) {
  BUILDSTD_TRY(auto loop, process::EventLoop::create());
  auto state = std::make_unique<State>(State{std::move(options), std::move(loop), std::nullopt, {}, {}, {}, false});
  state->jobserver = process::Jobserver::create(state->options.scratch, state->options.jobs);
  state->loop.on_interrupt([raw = state.get()](int signal) { raw->events.emplace_back(Interrupted{signal}); });
  if (state->options.tick) state->loop.every(state->options.tick_interval, state->options.tick);
  return ProcessRunner(std::move(state));
}

// The first process uses the token that every make job has by itself; each other one needs its own.
bool ProcessRunner::acquire_slot(std::size_t running) {
  if (running == 0) return true;
  if (state_->running.size() >= state_->options.most_processes) return false;
  if (!state_->jobserver) return running < state_->options.jobs;
  if (state_->jobserver->try_acquire()) return true;
  state_->watch_tokens();
  return false;
}

void ProcessRunner::release_slot(std::size_t running) {
  if (running > 0 && state_->jobserver) state_->jobserver->release();
}

bool ProcessRunner::spares_one() {
  if (state_->options.jobs <= 1 || state_->running.size() >= state_->options.most_processes) return false;
  // What goes behind all others would not go on at all while those are many, and holds a slot.
  return !process::processors_are_wanted_by_others(state_->options.jobs + most_beside);
}

void ProcessRunner::lower_priority(std::size_t unit) {
  const auto found = state_->process_numbers.find(unit);
  if (found != state_->process_numbers.end()) process::lower_priority(found->second);
}

double ProcessRunner::now() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - state_->start).count();
}

std::optional<double> ProcessRunner::processor_seconds(std::size_t unit) const {
  const auto found = state_->process_numbers.find(unit);
  return found == state_->process_numbers.end() ? std::nullopt : process::processor_seconds(found->second);
}

Result<void> ProcessRunner::start(std::size_t unit, const Command& command) {
  auto& state = *state_;
  auto jobs_aware = command;
  jobs_aware.environment.insert_or_assign("NUM_JOBS", std::to_string(state.options.jobs));
  if (state.jobserver) jobs_aware.environment.insert_or_assign("CARGO_MAKEFLAGS", state.jobserver->makeflags());
  state.running[unit] = Finished{unit, false, {}, {}, {}};
  process::ProcessEvents events;
  events.on_stdout = [&state, unit](std::string_view line) {
    append_bounded(state.running[unit].standard_output, std::string(line) + "\n");
  };
  events.on_stderr = [&state, unit](std::string_view line) { state.take_error_line(unit, line); };
  events.on_exit = [&state, unit](process::ExitStatus status) {
    auto finished = state.running.extract(unit).mapped();
    state.process_numbers.erase(unit);
    finished.processor_seconds = status.processor_seconds;
    finished.success = status.success();
    finished.status = status.describe();
    state.events.emplace_back(std::move(finished));
  };
  events.on_start = [&state, unit](int pid) { state.process_numbers[unit] = pid; };
  auto started = state.loop.start(jobs_aware, state.options.environment, std::move(events));
  if (!started) state.running.erase(unit);
  return started;
}

Event ProcessRunner::wait() {
  while (state_->events.empty()) state_->loop.run_once();
  auto event = std::move(state_->events.front());
  state_->events.pop_front();
  return event;
}

void ProcessRunner::stop() {
  state_->loop.stop_all();
  while (!state_->running.empty()) state_->loop.run_once();
}

}  // namespace buildstd::invoker
