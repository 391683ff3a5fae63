// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "cli/console.hpp"
#include "cli/messages.hpp"

namespace buildstd::cli {

/// Shows a build as Cargo does.
class ConsoleBuildView final : public ops::BuildView {
 public:
  ConsoleBuildView(Console& console, MessageFormat format) : console_(console), format_(format) {}

  /// Something else to be done about ten times a second.
  void at_ticks(std::function<void()> work) { at_ticks_ = std::move(work); }

  void started(const planner::Unit& unit, const Command& wrapped) override;
  void finished(const planner::Unit& unit, bool fresh) override;
  [[nodiscard]] bool shows_messages() const override { return format_ != MessageFormat::human; }
  void compiler_message(const planner::Unit& unit, std::string_view message) override;
  void script_executed(const planner::Unit& run, const invoker::ScriptOutput& output) override;
  void not_kept(const planner::Unit& unit, std::string_view reason) override;
  void discarded(const std::string& reason) override;
  void missed(const planner::Unit& unit, std::string_view reason) override;
  void progress(std::size_t done, std::size_t total, const std::vector<const planner::Unit*>& running) override;
  void time_left(double seconds) override;
  void waiting(const std::string& what) override;
  void exchanged(const cache::Uses& uses) override;
  void timing_report(const std::optional<std::filesystem::path>& page) override;
  void tick() override;

 private:
  using Clock = std::chrono::steady_clock;

  Console& console_;
  MessageFormat format_;
  std::set<std::string> announced_;
  Progress progress_;
  Clock::time_point start_ = Clock::now();
  std::optional<Clock::time_point> end_;  // by estimate
  std::function<void()> at_ticks_;
};

}  // namespace buildstd::cli
