// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
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
      unit.directories = {directory / "build"};
      if (unit.kind == planner::UnitKind::run_build_script) {
        unit.work = planner::ScriptRun();
      } else {
        unit.call().output_files = {"unit-" + unit.extra_filename};
      }
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

/// Runs a recorded build on processors of its own, one for each slot. Time goes by at once.
class SimulatedRunner final : public Runner {
 public:
  SimulatedRunner(const Recording& recording, unsigned processors) : recording_(recording), processors_(processors) {}

  bool suspends = true;
  std::size_t most_running = 0;
  std::size_t most_alive = 0;  ///< with those that were suspended

  bool acquire_slot(std::size_t running) override { return running < processors_; }
  void release_slot(std::size_t) override {}
  bool suspend(std::size_t unit) override {
    const auto task = std::ranges::find(running_, unit, &Task::unit);
    REQUIRE(task != running_.end());
    if (!suspends || !task->has_metadata) return false;
    suspended_[unit] = *task;
    running_.erase(task);
    return true;
  }
  void resume(std::size_t unit) override { go(suspended_.extract(unit).mapped()); }
  [[nodiscard]] double now() const override { return clock_; }
  Result<void> start(std::size_t unit, const StartRequest&) override {
    const auto& duration = recording_.durations[unit];
    go({unit, duration.frontend, duration.codegen, false});
    return {};
  }
  void stop() override {}

  Event wait() override {
    REQUIRE_FALSE(running_.empty());  // else the build waits for nothing
    const auto first = std::ranges::min_element(running_, {}, &Task::left);
    const auto step = first->left();
    clock_ += step;
    for (auto& task : running_) task.use(step);
    if (is_library(first->unit) && !first->has_metadata) {
      first->has_metadata = true;
      return MetadataReady{first->unit};
    }
    const auto unit = first->unit;
    running_.erase(first);
    for (const auto& output : recording_.plan.units[unit].outputs())
      buildstd::testing::require_success(fs::write_atomically(output, ""));
    return Finished{unit, true, "exit status: 0", {}, {}};
  }

 private:
  struct Task {
    std::size_t unit;
    double frontend;
    double codegen;
    bool has_metadata;
    [[nodiscard]] double left() const { return has_metadata ? codegen : frontend; }
    void use(double seconds) { (has_metadata ? codegen : frontend) -= seconds; }
  };

  [[nodiscard]] bool is_library(std::size_t unit) const {
    return recording_.plan.units[unit].kind == planner::UnitKind::library;
  }

  void go(const Task& task) {
    running_.push_back(task);
    most_running = std::max(most_running, running_.size());
    most_alive = std::max(most_alive, running_.size() + suspended_.size());
  }

  const Recording& recording_;
  unsigned processors_;
  std::vector<Task> running_;
  std::map<std::size_t, Task> suspended_;
  double clock_ = 0;
};

}  // namespace buildstd::invoker::testing
