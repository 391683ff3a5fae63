// SPDX-License-Identifier: MIT
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "buildstd/invoker/build.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

namespace buildstd::invoker::testing {

/// Runs commands in imagination: what was started is written down, and `wait` plays the events a test has
/// laid out. Where none is left, the oldest command that runs ends well and leaves its outputs.
class FakeRunner final : public Runner {
 public:
  explicit FakeRunner(const planner::Plan& plan) : plan_(plan) {}

  std::size_t slots = 1;
  bool suspends = false;
  std::size_t room = 1000;  ///< for so many, suspended ones among them
  double clock = 0;         ///< a second goes by with each event
  std::deque<Event> script;
  std::map<std::string, std::string> script_output;  ///< of build scripts, by package
  std::function<void(std::size_t unit)> on_start;
  /// Has a unit come from afar, or not; empty: nothing is asked for there.
  std::function<void(std::size_t unit, const StoredUnit& what)> distant;

  std::vector<std::string> log;            ///< "start core", "stop"
  std::map<std::string, Command> started;  ///< by name
  std::set<std::string> started_alone;
  std::vector<std::string> requested;
  std::size_t most_running = 0;
  std::size_t most_alive = 0;  ///< with those that were suspended

  [[nodiscard]] std::string name(std::size_t unit) const {
    constexpr const char* suffixes[] = {"", "(build)", "(run)", "(doc)"};
    return plan_.units[unit].package_name + suffixes[static_cast<std::size_t>(plan_.units[unit].kind)];
  }
  /// The unit of that name.
  [[nodiscard]] std::size_t unit(const std::string& wanted) const {
    for (std::size_t i = 0; i < plan_.units.size(); ++i) {
      if (name(i) == wanted) return i;
    }
    FAIL("no unit " << wanted);
    return 0;
  }
  /// A unit's command ends well, its outputs written.
  [[nodiscard]] Finished good(const std::string& wanted) const {
    Finished event{unit(wanted), true, "exit status: 0", {}, {}};
    const auto output = script_output.find(plan_.units[event.unit].package_name);
    if (output != script_output.end()) event.standard_output = output->second;
    return event;
  }

  bool acquire_slot(std::size_t running) override { return running < slots; }
  void release_slot(std::size_t) override {}
  [[nodiscard]] bool has_room() const override { return running_.size() + suspended_.size() < room; }
  bool suspend(std::size_t unit) override {
    if (!suspends) return false;
    log.push_back("suspend " + name(unit));
    std::erase(running_, unit);
    suspended_.insert(unit);
    return true;
  }
  void resume(std::size_t unit) override {
    log.push_back("resume " + name(unit));
    REQUIRE(suspended_.erase(unit) == 1);
    go(unit);
  }
  bool request(std::size_t unit, const StoredUnit& what, double seconds) override {
    if (!distant) return false;
    CHECK(seconds > 0);
    requested.push_back(name(unit));
    awaited_.emplace_back(unit, what);
    return true;
  }
  [[nodiscard]] double now() const override { return clock; }
  [[nodiscard]] std::optional<double> processor_seconds(std::size_t) const override { return clock / 2; }
  Result<void> start(std::size_t unit, const StartRequest& request) override {
    log.push_back("start " + name(unit));
    if (request.alone) started_alone.insert(name(unit));
    started[name(unit)] = request.command;
    if (on_start) on_start(unit);
    go(unit);
    return {};
  }
  Event wait() override {
    Event event = Finished{};
    clock += 1;
    if (script.empty() && !awaited_.empty()) {
      const auto [unit, what] = std::move(awaited_.front());
      awaited_.pop_front();
      distant(unit, what);
      event = Answered{unit};
    } else if (script.empty()) {
      REQUIRE_FALSE(running_.empty());  // else the build waits for nothing
      event = good(name(running_.front()));
    } else {
      event = std::move(script.front());
      script.pop_front();
    }
    if (const auto* finished = std::get_if<Finished>(&event)) {
      std::erase(running_, finished->unit);
      suspended_.erase(finished->unit);
      if (finished->success) write_outputs(finished->unit);
      log.push_back("end " + name(finished->unit));
    }
    return event;
  }
  void stop() override { log.push_back("stop"); }

 private:
  void write_outputs(std::size_t unit) const {
    if (leaves_nothing.contains(name(unit))) return;
    for (const auto& output : plan_.units[unit].outputs())
      buildstd::testing::require_success(fs::write_atomically(output, name(unit)));
  }

  void go(std::size_t unit) {
    running_.push_back(unit);
    most_running = std::max(most_running, running_.size());
    most_alive = std::max(most_alive, running_.size() + suspended_.size());
  }

  const planner::Plan& plan_;
  std::deque<std::size_t> running_;
  std::deque<std::pair<std::size_t, StoredUnit>> awaited_;
  std::set<std::size_t> suspended_;

 public:
  std::set<std::string> leaves_nothing;  ///< units that say they succeeded, without an output
};

/// Writes down what a build shows.
class RecordingObserver final : public BuildObserver {
 public:
  void started(const planner::Unit& unit, const Command& wrapped) override {
    lines.push_back("started " + unit.package_name);
    commands.push_back(wrapped);
  }
  void finished(const planner::Unit& unit, bool fresh) override {
    lines.push_back((fresh ? "fresh " : "finished ") + unit.package_name);
  }
  void progress(std::size_t done, std::size_t total, const std::vector<const planner::Unit*>& running) override {
    CHECK(done + running.size() <= total);
    last_done = done;
  }
  void time_left(double seconds) override { left.push_back(seconds); }
  std::vector<std::string> lines;
  std::vector<Command> commands;
  std::vector<double> left;
  std::size_t last_done = 0;
};

}  // namespace buildstd::invoker::testing
