// SPDX-License-Identifier: MIT
#include "buildstd/invoker/process_runner.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/event_loop.hpp"
#include "buildstd/process/resources.hpp"
#include "invoker/rustc_message.hpp"
#include "invoker/slots.hpp"

namespace buildstd::invoker {

namespace {

// More than anybody reads of one unit's messages; what a broken tool prints without end is cut.
constexpr std::size_t most_output = 1U << 20;
constexpr std::size_t most_messages = 1000;
constexpr std::size_t most_of_messages = 16U << 20;

void append_bounded(std::string& into, std::string_view text, std::size_t most = most_output) {
  into += text.substr(0, most - std::min(most, into.size()));
}

// The compiler's peak on `core` is 1.2 GiB (1.96, x86_64, limited debuginfo; std 0.7, others at most 0.4), and more
// with full debuginfo.
constexpr std::uint64_t memory_for_one = 1300ULL << 20;

}  // namespace

struct ProcessRunner::State {
  struct Running {
    Finished finished;
    ThreadDemand threads;
    int process = 0;
    std::size_t size_of_messages = 0;
    bool has_metadata = false;
    bool suspended = false;
  };

  ProcessRunnerOptions options;
  Slots slots;
  std::map<std::size_t, Running> running;  // and those suspended
  std::deque<Event> events;
  bool refused = false;  // a slot, since the last event
  std::optional<std::uint64_t> memory_at_start;
  bool asks_at_ticks = false;  // for a slot, as nothing else tells when there is one
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  process::EventLoop loop;  // last: ends all processes, and its callbacks use the rest

  void take_error_line(std::size_t unit, std::string_view line);
  [[nodiscard]] std::size_t wanted_threads() const;
  [[nodiscard]] Command prepare(const StartRequest& request) const;
  void watch_tokens();
  void tick();
};

void ProcessRunner::State::take_error_line(std::size_t unit, std::string_view line) {
  auto message = parse_rustc_message(line);
  if (message.kind == RustcMessage::Kind::metadata_artifact) events.emplace_back(MetadataReady{unit});
  // A flood of other text leaves room for what the compiler has to say.
  const bool is_text = message.kind == RustcMessage::Kind::text;
  auto& one = running[unit];
  auto& finished = one.finished;
  one.has_metadata = one.has_metadata || message.kind == RustcMessage::Kind::metadata_artifact;
  append_bounded(finished.diagnostics, message.rendered, is_text ? most_output : 2 * most_output);
  if (is_text) append_bounded(finished.other_text, message.rendered);
  const bool has_room = finished.messages.size() < most_messages && one.size_of_messages < most_of_messages;
  if (message.kind == RustcMessage::Kind::diagnostic && has_room) {
    finished.messages.emplace_back(line);
    one.size_of_messages += line.size();
  }
}

std::size_t ProcessRunner::State::wanted_threads() const {
  std::size_t wanted = 0;
  for (const auto& [unit, one] : running)
    wanted += one.has_metadata ? one.threads.past_metadata : one.threads.from_start;
  return wanted;
}

// A compiler with one thread needs no tokens, but rustc asks for one all the same, and gives it back a little later
// (rustc_codegen_ssa, back/write.rs, `request_token`).
Command ProcessRunner::State::prepare(const StartRequest& request) const {
  auto command = request.command;
  const bool has_threads = request.threads.from_start > 0 || request.threads.past_metadata > 0;
  if (!has_threads) {
    command.environment.insert_or_assign("CARGO_MAKEFLAGS", "");
  } else if (const auto makeflags = slots.makeflags()) {
    command.environment.insert_or_assign("CARGO_MAKEFLAGS", *makeflags);
  }
  // A make's tokens count all threads that are at work.
  if (request.is_preloaded && request.alone && options.jobs > 1 && !slots.has_parent())
    command.environment.insert_or_assign("BUILDSTD_POPULATE", "1");
  return command;
}

void ProcessRunner::State::watch_tokens() {
  asks_at_ticks = slots.has_to_poll();
  for (const auto descriptor : slots.descriptors())
    loop.when_readable(descriptor, [this] { events.emplace_back(SlotAvailable{}); });
}

void ProcessRunner::State::tick() {
  if (options.tick) options.tick();
  if (options.distant != nullptr) options.distant->tick();
  if (std::exchange(asks_at_ticks, false)) events.emplace_back(SlotAvailable{});
}

ProcessRunner::ProcessRunner(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProcessRunner::ProcessRunner(ProcessRunner&&) noexcept = default;
ProcessRunner& ProcessRunner::operator=(ProcessRunner&&) noexcept = default;
ProcessRunner::~ProcessRunner() = default;

Result<ProcessRunner> ProcessRunner::create(ProcessRunnerOptions options) {
  BUILDSTD_TRY(auto loop, process::EventLoop::create());
  Slots slots(options.jobs, options.parent, options.scratch,
              options.environment.get_nonempty("TMPDIR").value_or("/tmp"));
  auto state = std::make_unique<State>(State{.options = std::move(options),
                                             .slots = std::move(slots),
                                             .running = {},
                                             .events = {},
                                             .memory_at_start = {},
                                             .loop = std::move(loop)});
  if (state->options.available_memory) state->memory_at_start = state->options.available_memory();
  state->loop.on_interrupt([raw = state.get()](int signal) { raw->events.emplace_back(Interrupted{signal}); });
  if (state->options.distant != nullptr)
    state->options.distant->attach(state->loop,
                                   [raw = state.get()](std::size_t unit) { raw->events.emplace_back(Answered{unit}); });
  if (state->options.tick || state->options.distant != nullptr || state->slots.has_to_poll())
    state->loop.every(state->options.tick_interval, [raw = state.get()] { raw->tick(); });
  return ProcessRunner(std::move(state));
}

bool ProcessRunner::acquire_slot(std::size_t running) {
  if (state_->slots.acquire(running)) return true;
  state_->refused = true;
  state_->watch_tokens();
  return false;
}

void ProcessRunner::release_slot(std::size_t running) { state_->slots.release(running); }

// What is suspended takes no more than it has, while what runs may still come to need all that a compiler needs. Looked
// at as it is now, since other builds take memory too, and, for systems that bound a group of processes and do not tell
// what it has left, from the start on.
bool ProcessRunner::has_room() const {
  const auto& state = *state_;
  const auto available = state.options.available_memory ? state.options.available_memory() : std::nullopt;
  if (!available) return true;
  std::uint64_t taken = 0;
  auto to_come = memory_for_one;
  for (const auto& [unit, one] : state.running) {
    const auto resident = process::resident_memory(one.process).value_or(memory_for_one);
    taken += resident;
    if (!one.suspended && resident < memory_for_one) to_come += memory_for_one - resident;
  }
  return to_come <= *available && taken + to_come <= state.memory_at_start.value_or(*available);
}

// What has several threads may hold tokens, which others would miss. With one processor nothing is gained.
bool ProcessRunner::suspend(std::size_t unit) {
  if (!state_->options.suspends || (state_->options.jobs <= 1 && !state_->slots.has_parent())) return false;
  const auto found = state_->running.find(unit);
  if (found == state_->running.end()) return false;
  auto& one = found->second;
  one.suspended = one.threads.past_metadata == 0 && state_->loop.suspend(one.process);
  return one.suspended;
}

void ProcessRunner::resume(std::size_t unit) {
  const auto found = state_->running.find(unit);
  if (found == state_->running.end()) return;
  found->second.suspended = false;
  state_->loop.resume(found->second.process);
}

bool ProcessRunner::request(std::size_t unit, const StoredUnit& what, double seconds) {
  auto* const distant = state_->options.distant;
  return distant != nullptr && distant->request(unit, what, seconds);
}

int ProcessRunner::interrupted() const {
  for (const auto& event : state_->events) {
    if (const auto* const interrupted = std::get_if<Interrupted>(&event)) return interrupted->signal;
  }
  return 0;
}

process::EventLoop& ProcessRunner::loop() { return state_->loop; }

double ProcessRunner::now() const {
  const auto passed = std::chrono::steady_clock::now() - state_->start - state_->loop.stopped_time();
  return std::chrono::duration<double>(passed).count();
}

std::optional<double> ProcessRunner::processor_seconds(std::size_t unit) const {
  const auto found = state_->running.find(unit);
  return found == state_->running.end() ? std::nullopt : process::processor_seconds(found->second.process);
}

Result<void> ProcessRunner::start(std::size_t unit, const StartRequest& request) {
  auto& state = *state_;
  auto& one = state.running[unit];
  one = {.finished = {unit, false, {}, {}, {}}, .threads = request.threads};
  process::ProcessEvents events;
  events.on_stdout = [&state, unit](std::string_view line) {
    auto& kept = state.running[unit].finished.standard_output;
    if (kept.size() < most_output) (kept += line) += '\n';
  };
  events.on_stderr = [&state, unit](std::string_view line) { state.take_error_line(unit, line); };
  events.on_exit = [&state, unit](process::ExitStatus status) {
    auto finished = state.running.extract(unit).mapped().finished;
    finished.processor_seconds = status.processor_seconds;
    finished.success = status.success();
    finished.status = status.describe();
    state.events.emplace_back(std::move(finished));
  };
  events.on_start = [&one](int pid) { one.process = pid; };
  auto started = state.loop.start(state.prepare(request), state.options.environment, std::move(events));
  if (!started) state.running.erase(unit);
  return started;
}

Event ProcessRunner::wait() {
  // Processes come before threads: where a slot was refused, the next token is for it.
  if (!std::exchange(state_->refused, false) && state_->events.empty() && state_->slots.lend(state_->wanted_threads()))
    state_->watch_tokens();
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
