// SPDX-License-Identifier: MIT
#include "buildstd/cache/remote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/json.hpp"
#include "cache/transfer.hpp"

namespace buildstd::cache {

namespace {

using Clock = std::chrono::steady_clock;

// However short a unit is to compile: for a connection that has to be made, and a name that has to be found.
constexpr double shortest_wait = 5;

constexpr const char* ended_early = "the program that speaks to it has ended";

std::uint64_t count_in(const nlohmann::json& answer, const char* member) {
  const auto found = answer.is_object() ? answer.find(member) : answer.end();
  return answer.is_object() && found != answer.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::vector<std::string> files_in(const nlohmann::json& answer) {
  std::vector<std::string> names;
  const auto files = answer.find("files");
  if (files == answer.end() || !files->is_array()) return names;
  for (const auto& file : *files) names.push_back(file.is_string() ? file.get<std::string>() : std::string());
  return names;
}

std::uint64_t size_of(const nlohmann::json& record) {
  std::uint64_t sum = 0;
  for (const auto& file : record.value("made", nlohmann::json::array())) sum += count_in(file, "size");
  return sum;
}

Error not_used(const std::string& reason, const std::string& help) {
  auto error = Error("the remote cache is not used any more in this build: " + reason);
  return help.empty() ? error : std::move(error).help(help);
}

}  // namespace

struct Remote::State {
  /// A unit that somebody waits for.
  struct Request {
    std::string key;
    std::filesystem::path incoming;
    std::uint64_t question = 0;
    Clock::time_point until;
  };

  State(RemoteSettings with, TransferProgram by, Cache& cache)
      : settings(std::move(with)), program(std::move(by)), local(cache) {}

  RemoteSettings settings;
  TransferProgram program;
  Cache& local;
  process::EventLoop* loop = nullptr;
  std::unique_ptr<Transfer> transfer;  ///< from the first question on
  Answered answered;
  std::map<std::size_t, Request> requests;
  std::size_t uploads = 0;
  bool is_lost = false;
  bool takes = true;       ///< what is offered
  bool has_noted = false;  ///< trouble, which is told once
  std::optional<Error> trouble;
  Uses uses;

  bool is_ready();
  void hear(const nlohmann::json& said);
  void lose(const std::string& reason, const std::string& help);
  void note(Error error);
  void take(std::size_t unit, const nlohmann::json& answer);
  void answer(std::size_t unit);
};

// The program takes 20 ms to start, which a build that finds all in the user's cache does not need.
bool Remote::State::is_ready() {
  if (is_lost || loop == nullptr) return false;
  if (transfer) return transfer->is_running();
  transfer = std::make_unique<Transfer>(*loop, [this](const nlohmann::json& said) { hear(said); });
  const auto started = transfer->start(program, &settings);
  if (started) return true;
  const auto& helps = started.error().helps();
  lose(started.error().message(), helps.empty() ? "" : helps.front());
  return false;
}

void Remote::State::hear(const nlohmann::json& said) {
  const auto help = reason_in(said, "help", "");
  if (said.contains("lost")) lose(reason_in(said, "lost", ""), help);
  if (said.contains("refused")) lose(reason_in(said, "refused", ""), help);
  if (!said.contains("lost_writes")) return;
  takes = false;
  auto error = Error("nothing more is given to the remote cache: " + reason_in(said, "lost_writes", ""));
  note(help.empty() ? error : std::move(error).help(help));
}

void Remote::State::note(Error error) {
  if (!std::exchange(has_noted, true)) trouble = std::move(error);
}

// Who waits is told at once: what still comes is of no use.
void Remote::State::lose(const std::string& reason, const std::string& help) {
  if (std::exchange(is_lost, true)) return;
  note(not_used(reason, help));
  while (!requests.empty()) {
    const auto& [unit, request] = *requests.begin();
    if (transfer && transfer->is_running()) transfer->cancel(request.question);
    answer(unit);
  }
}

void Remote::State::answer(std::size_t unit) {
  local.discard(requests.extract(unit).mapped().incoming);
  answered(unit);
}

void Remote::State::take(std::size_t unit, const nlohmann::json& said) {
  const auto found = requests.find(unit);
  if (found == requests.end()) return;
  if (said.is_null()) return lose(ended_early, "");
  uses.received += count_in(said, "received");
  const auto record = said.find("found");
  if (record == said.end() || !record->is_object()) {
    uses.remote.miss(reason_in(said, "missing", ""));
    return answer(unit);
  }
  const auto& request = found->second;
  const auto text = record->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (const auto kept = local.accept(request.incoming, request.key, text, files_in(said))) {
    uses.remote.hit(size_of(*record));
  } else {
    uses.remote.miss(kept.error().message());
  }
  answer(unit);
}

Remote::Remote(RemoteSettings settings, TransferProgram program, Cache& local)
    : state_(std::make_unique<State>(std::move(settings), std::move(program), local)) {}

Remote::~Remote() {
  for (const auto& [unit, request] : state_->requests) state_->local.discard(request.incoming);
}

void Remote::attach(process::EventLoop& loop, Answered answered) {
  state_->loop = &loop;
  state_->answered = std::move(answered);
}

bool Remote::request(std::size_t unit, const invoker::StoredUnit& what, double seconds) {
  auto& state = *state_;
  if (!state.is_ready()) return false;
  const auto incoming = state.local.make_incoming();
  if (!incoming) return false;  // nothing can be kept, which the cache tells
  const std::chrono::duration<double> wait(std::max(seconds, shortest_wait));
  auto& request = state.requests[unit];
  request = {what.key, *incoming, 0, Clock::now() + std::chrono::duration_cast<Clock::duration>(wait)};
  request.question = state.transfer->ask({{"get", what.key}, {"into", incoming->string()}},
                                         [&state, unit](const nlohmann::json& said) { state.take(unit, said); });
  return true;
}

void Remote::tick() {
  const auto is_late = [now = Clock::now()](const auto& one) { return one.second.until < now; };
  if (std::ranges::any_of(state_->requests, is_late)) state_->lose("it is slower than compiling", "");
}

void Remote::offer(const std::string& key, const std::string& variant, bool if_missing) {
  auto& state = *state_;
  if (!state.settings.writes || !state.takes) return;
  const auto kept = state.local.describe(key, variant);
  if (!kept || !state.is_ready()) return;
  auto files = nlohmann::json::array();
  for (const auto& file : kept->files) files.push_back(file.string());
  ++state.uploads;
  state.transfer->ask(
      {{"put", key}, {"record", parse_json(kept->record)}, {"files", files}, {"if_missing", if_missing}},
      [&state](const nlohmann::json& said) {
        --state.uploads;
        state.uses.sent += count_in(said, "sent");
        if (said.is_object() && said.contains("stored")) ++state.uses.stored;
      });
}

void Remote::finish(process::EventLoop& loop, std::chrono::seconds most, const std::function<bool()>& stop) {
  auto& state = *state_;
  if (state.is_lost || !state.transfer || !state.transfer->is_running()) return;
  state.transfer->end_input();
  const auto until = Clock::now() + most;
  while (state.transfer->is_running() && state.uploads > 0 && !stop()) {
    if (Clock::now() >= until) {
      state.note(Error(fmt::format("{} of the units were not given to the remote cache within {} seconds",
                                   state.uploads, most.count())));
      return;
    }
    loop.run_once();
  }
}

std::optional<Error> Remote::take_trouble() { return std::exchange(state_->trouble, std::nullopt); }

const Uses& Remote::uses() const { return state_->uses; }

Result<std::string> try_remote(const RemoteSettings& settings, const TransferProgram& program) {
  BUILDSTD_TRY(auto loop, process::EventLoop::create());
  std::optional<Result<std::string>> outcome;
  const auto failed = [&](const nlohmann::json& said, const char* member) {
    if (outcome) return;
    auto error = Error(reason_in(said, member, ended_early));
    if (const auto help = reason_in(said, "help", ""); !help.empty()) error = std::move(error).help(help);
    outcome = fail(std::move(error));
  };
  Transfer transfer(loop, [&](const nlohmann::json& said) {
    for (const auto* member : {"refused", "lost", "lost_writes"}) {
      if (said.contains(member)) failed(said, member);
    }
  });
  BUILDSTD_CHECK(transfer.start(program, &settings));
  transfer.ask({{"probe", true}}, [&](const nlohmann::json& said) {
    if (!outcome && said.is_object() && said.contains("ok")) outcome = reason_in(said, "ok", "");
    failed(said, "failed");
  });
  transfer.end_input();
  while (!outcome || transfer.is_running()) loop.run_once();
  return *std::move(outcome);
}

}  // namespace buildstd::cache
