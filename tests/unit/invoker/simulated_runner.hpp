// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <deque>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/bound.hpp"
#include "buildstd/invoker/build.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

namespace buildstd::invoker::testing {

/// A build that was recorded: its units, and what each takes with a processor of its own.
struct Recording {
  planner::JointPlan plan;
  std::vector<UnitDuration> durations;

  /// Reads the JSON that `--timings` writes; the plan's files are below `directory`.
  static Recording load(const std::filesystem::path& file, const std::filesystem::path& directory) {
    std::ifstream stream(file);
    const auto json = nlohmann::json::parse(stream);
    Recording recording;
    for (const auto& entry : json.at("units")) {
      planner::Unit unit;
      unit.package_name = entry.at("name");
      unit.crate_name = unit.package_name;
      unit.package_version = entry.at("version");
      unit.extra_filename = std::to_string(recording.plan.units.size());
      const std::string target = entry.at("target");
      unit.kind = target.empty()                           ? planner::UnitKind::library
                  : entry.at("mode") == "run-custom-build" ? planner::UnitKind::run_build_script
                                                           : planner::UnitKind::build_script;
      for (const std::size_t dependency : entry.at("dependencies"))
        unit.dependencies.push_back({dependency, "", false});
      const auto out = directory / "units" / unit.extra_filename;
      unit.invocation.out_dir = out / "out";
      if (unit.kind != planner::UnitKind::run_build_script) unit.invocation.outputs = {out / "libunit.rmeta"};
      recording.plan.units.push_back(unit);
      recording.durations.push_back({entry.at("alone").at("frontend"), entry.at("alone").at("codegen")});
    }
    const auto count = recording.plan.units.size();
    recording.plan.directories = {{directory / "build"}};
    recording.plan.source_root = directory;
    recording.plan.owners.assign(count, 0);
    recording.plan.plans.emplace_back();
    for (std::size_t i = 0; i < count; ++i) recording.plan.plans.front().push_back(i);
    return recording;
  }
};

/// Runs a recorded build on processors of its own, which running units share as a system's scheduler would: each in
/// proportion to its weight, at most one processor each. Time goes by at once.
class SimulatedRunner final : public Runner {
 public:
  SimulatedRunner(const Recording& recording, unsigned processors) : recording_(recording), processors_(processors) {}

  std::size_t slots = 2;
  bool spare = true;
  std::size_t most_running = 0;
  std::size_t most_frontends = 0;

  bool acquire_slot(std::size_t running) override { return running < slots; }
  void release_slot(std::size_t) override {}
  bool spares_one() override { return spare; }
  void lower_priority(std::size_t unit) override {
    constexpr double nice_10 = 110.0 / 1024;  // Linux: kernel/sched/core.c, `sched_prio_to_weight`
    for (auto& task : running_) {
      if (task.unit == unit) task.weight = nice_10;
    }
  }
  [[nodiscard]] double now() const override { return clock_; }
  Result<void> start(std::size_t unit, const Command&) override {
    const auto& duration = recording_.durations[unit];
    running_.push_back({unit, duration.frontend, duration.codegen, 1.0, false});
    most_running = std::max(most_running, running_.size());
    const auto frontends = std::ranges::count(running_, false, &Task::has_metadata);
    most_frontends = std::max(most_frontends, static_cast<std::size_t>(frontends));
    return {};
  }
  void stop() override {}

  Event wait() override {
    REQUIRE_FALSE(running_.empty());  // else the build waits for nothing
    const auto rates = shares();
    double step = 1e9;
    for (std::size_t i = 0; i < running_.size(); ++i) step = std::min(step, running_[i].left() / rates[i]);
    clock_ += step;
    std::size_t first = 0;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      running_[i].use(step * rates[i]);
      if (running_[i].left() < running_[first].left()) first = i;
    }
    auto& task = running_[first];
    if (is_library(task.unit) && !task.has_metadata) {
      task.has_metadata = true;
      return MetadataReady{task.unit};
    }
    const auto unit = task.unit;
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(first));
    for (const auto& output : recording_.plan.units[unit].invocation.outputs)
      buildstd::testing::require_success(fs::write_atomically(output, ""));
    return Finished{unit, true, "exit status: 0", {}, {}};
  }

 private:
  struct Task {
    std::size_t unit;
    double frontend;
    double codegen;
    double weight;
    bool has_metadata;
    [[nodiscard]] double left() const { return has_metadata ? codegen : frontend; }
    void use(double seconds) { (has_metadata ? codegen : frontend) -= seconds; }
  };

  [[nodiscard]] bool is_library(std::size_t unit) const {
    return recording_.plan.units[unit].kind == planner::UnitKind::library;
  }

  // What one cannot use of its share goes to the others.
  [[nodiscard]] std::vector<double> shares() const {
    std::vector<double> rates(running_.size());
    auto left = static_cast<double>(processors_);
    std::set<std::size_t> open;
    for (std::size_t i = 0; i < running_.size(); ++i) open.insert(i);
    while (!open.empty()) {
      double weights = 0;
      for (const auto i : open) weights += running_[i].weight;
      const auto full =
          std::ranges::find_if(open, [&](std::size_t i) { return left * running_[i].weight / weights >= 1; });
      if (full == open.end()) {
        for (const auto i : open) rates[i] = left * running_[i].weight / weights;
        break;
      }
      rates[*full] = 1;
      left -= 1;
      open.erase(full);
    }
    return rates;
  }

  const Recording& recording_;
  unsigned processors_;
  std::vector<Task> running_;
  double clock_ = 0;
};

}  // namespace buildstd::invoker::testing
