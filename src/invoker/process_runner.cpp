// SPDX-License-Identifier: MIT
#include "buildstd/invoker/process_runner.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "buildstd/process/event_loop.hpp"
#include "buildstd/process/resources.hpp"
#include "invoker/rustc_message.hpp"
#include "invoker/slots.hpp"

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
  struct Running {
    Finished finished;
    ThreadWish wish;
    bool has_metadata = false;
  };

  ProcessRunnerOptions options;
  Slots slots;
  std::map<std::size_t, Running> running;
  std::map<std::size_t, int> process_numbers;  // of units that run
  std::deque<Event> events;
  bool refused = false;        // a slot, since the last event
  bool asks_at_ticks = false;  // for a slot, as nothing else tells when there is one
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  process::EventLoop loop;  // last: ends all processes, and its callbacks use the rest

  void take_error_line(std::size_t unit, std::string_view line);
  [[nodiscard]] std::size_t wanted_threads() const;
  void watch_tokens();
  void tick();
};

void ProcessRunner::State::take_error_line(std::size_t unit, std::string_view line) {
  auto message = parse_rustc_message(line);
  if (message.kind == RustcMessage::Kind::metadata_artifact) events.emplace_back(MetadataReady{unit});
  // A flood of other text leaves room for what the compiler has to say.
  const bool is_text = message.kind == RustcMessage::Kind::text;
  auto& [finished, wish, has_metadata] = running[unit];
  has_metadata = has_metadata || message.kind == RustcMessage::Kind::metadata_artifact;
  append_bounded(finished.diagnostics, message.rendered, is_text ? most_output : 2 * most_output);
  if (is_text) append_bounded(finished.other_text, message.rendered);
  if (message.kind == RustcMessage::Kind::diagnostic && finished.messages.size() < most_messages)
    finished.messages.emplace_back(line);
}

std::size_t ProcessRunner::State::wanted_threads() const {
  std::size_t wanted = 0;
  for (const auto& [unit, process] : running)
    wanted += process.has_metadata ? process.wish.past_metadata : process.wish.from_start;
  return wanted;
}

void ProcessRunner::State::watch_tokens() {
  asks_at_ticks = slots.has_to_poll();
  for (const auto descriptor : slots.descriptors())
    loop.when_readable(descriptor, [this] { events.emplace_back(SlotAvailable{}); });
}

void ProcessRunner::State::tick() {
  if (options.tick) options.tick();
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
                                             .process_numbers = {},
                                             .events = {},
                                             .loop = std::move(loop)});
  state->loop.on_interrupt([raw = state.get()](int signal) { raw->events.emplace_back(Interrupted{signal}); });
  if (state->options.tick || state->slots.has_to_poll())
    state->loop.every(state->options.tick_interval, [raw = state.get()] { raw->tick(); });
  return ProcessRunner(std::move(state));
}

bool ProcessRunner::acquire_slot(std::size_t running) {
  if (running > 0 && state_->running.size() >= state_->options.most_processes) return false;
  if (state_->slots.acquire(running)) return true;
  state_->refused = true;
  state_->watch_tokens();
  return false;
}

void ProcessRunner::release_slot(std::size_t running) { state_->slots.release(running); }

bool ProcessRunner::shares_slots() const { return state_->slots.has_parent(); }

bool ProcessRunner::spares_one() {
  if (shares_slots() || state_->options.jobs <= 1 || state_->running.size() >= state_->options.most_processes)
    return false;
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
  if (const auto makeflags = state.slots.makeflags())
    jobs_aware.environment.insert_or_assign("CARGO_MAKEFLAGS", *makeflags);
  state.running[unit] = {.finished = {unit, false, {}, {}, {}}, .wish = thread_wish(command)};
  process::ProcessEvents events;
  events.on_stdout = [&state, unit](std::string_view line) {
    append_bounded(state.running[unit].finished.standard_output, std::string(line) + "\n");
  };
  events.on_stderr = [&state, unit](std::string_view line) { state.take_error_line(unit, line); };
  events.on_exit = [&state, unit](process::ExitStatus status) {
    auto finished = state.running.extract(unit).mapped().finished;
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
