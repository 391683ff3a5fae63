// SPDX-License-Identifier: MIT
#include "invoker/schedule.hpp"

#include <algorithm>
#include <ranges>

namespace buildstd::invoker {

using planner::Unit;
using planner::UnitKind;

namespace {

// Seconds of codegen that are not worth a process that waits.
constexpr double too_short_to_suspend = 0.05;

std::vector<UnitDuration> known_or_guessed(const std::vector<Unit>& units, std::vector<UnitDuration> durations) {
  if (durations.size() == units.size()) return durations;
  durations.clear();
  for (const auto& unit : units) durations.push_back(guessed_duration(unit));
  return durations;
}

}  // namespace

Schedule::Schedule(const std::vector<Unit>& units, std::vector<UnitDuration> durations)
    : units_(units),
      durations_(known_or_guessed(units, std::move(durations))),
      dependents_(units.size()),
      missing_(units.size()),
      ways_(ways_to_the_end(units, durations_)),
      has_metadata_(units.size()),
      finished_(units.size()) {
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto beyond = linked_beyond(units, i);
    missing_[i] = units[i].dependencies.size() + beyond.size();
    for (const auto& dependency : units[i].dependencies) dependents_[dependency.unit].push_back(i);
    for (const auto used : beyond) dependents_[used].push_back(i);
    if (missing_[i] == 0) ready_.emplace(-way(i), i);
  }
}

std::vector<std::size_t> Schedule::ready() const {
  std::vector<std::size_t> units;
  for (const auto& [way, unit] : ready_ | std::views::reverse) units.push_back(unit);
  return units;
}

std::optional<std::size_t> Schedule::most_urgent() const {
  if (ready_.empty()) return std::nullopt;
  return ready_.begin()->second;
}

std::optional<std::size_t> Schedule::most_urgent_suspended() const {
  const auto found = std::ranges::find_if(ready_, [&](const auto& entry) { return has_metadata_[entry.second]; });
  if (found == ready_.end()) return std::nullopt;
  return found->second;
}

void Schedule::take(std::size_t unit) {
  ready_.erase({-way(unit), unit});
  if (has_metadata_[unit]) in_codegen_.insert(unit);
}

void Schedule::give_back(std::size_t unit) { ready_.emplace(-way(unit), unit); }

void Schedule::suspended(std::size_t unit) {
  in_codegen_.erase(unit);
  ready_.emplace(-way(unit), unit);
}

void Schedule::release(std::size_t unit, bool metadata_only) {
  for (const auto dependent : dependents_[unit]) {
    if (metadata_suffices(units_[unit], units_[dependent]) != metadata_only) continue;
    if (--missing_[dependent] == 0) ready_.emplace(-way(dependent), dependent);
  }
}

void Schedule::metadata_ready(std::size_t unit) {
  if (has_metadata_[unit]) return;
  has_metadata_[unit] = true;
  in_codegen_.insert(unit);
  release(unit, true);
}

void Schedule::finished(std::size_t unit) {
  metadata_ready(unit);
  in_codegen_.erase(unit);
  finished_[unit] = true;
  release(unit, false);
  ++finished_count_;
}

std::vector<std::size_t> Schedule::less_urgent_codegen(std::size_t other) const {
  std::vector<std::size_t> found;
  for (const auto unit : in_codegen_) {
    if (way(unit) < way(other) && durations_[unit].codegen > too_short_to_suspend) found.push_back(unit);
  }
  std::ranges::sort(found, {}, [&](std::size_t unit) { return way(unit); });
  return found;
}

bool Schedule::blocks_all_libraries(std::size_t unit) const {
  std::vector<bool> waits(units_.size());
  std::vector<std::size_t> next{unit};
  while (!next.empty()) {
    const auto one = next.back();
    next.pop_back();
    if (waits[one]) continue;
    waits[one] = true;
    next.insert(next.end(), dependents_[one].begin(), dependents_[one].end());
  }
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (units_[i].kind == UnitKind::build_script || units_[i].kind == UnitKind::run_build_script) continue;
    if (!finished_[i] && !waits[i]) return false;
  }
  return true;
}

// Neither the longest way nor the work of all processors can be shortened, and a good schedule comes close to both.
double Schedule::time_left(unsigned jobs, const std::vector<double>& elapsed) const {
  double work = 0;
  double longest = 0;
  for (std::size_t i = 0; i < units_.size(); ++i) {
    if (finished_[i]) continue;
    const auto whole = durations_[i].total();
    work += std::max(0.0, whole - elapsed[i]);
    const auto from_start = has_metadata_[i] ? durations_[i].frontend + way(i) : way(i);
    longest = std::max(longest, from_start - std::min(elapsed[i], whole));
  }
  return std::max(longest, work / std::max(1U, jobs));
}

}  // namespace buildstd::invoker
