// SPDX-License-Identifier: MIT
#include "invoker/schedule.hpp"

#include <algorithm>
#include <string_view>

namespace buildstd::invoker {

namespace {

using planner::Unit;
using planner::UnitKind;

struct Cost {
  std::string_view crate;
  double seconds;
};

// What took longest in a build of std (1.96, x86_64, 2 cores); the rest is short. Only the order matters,
// and it may be wrong without any harm but time.
constexpr Cost costs[] = {{"core", 25},      {"std", 24},  {"alloc", 8},  {"compiler_builtins", 8}, {"test", 9},
                          {"proc_macro", 6}, {"gimli", 4}, {"object", 4}, {"addr2line", 2},         {"getopts", 2}};

double cost(const Unit& unit) {
  if (unit.kind != UnitKind::library) return 0.5;
  const auto* const known = std::ranges::find(costs, std::string_view(unit.crate_name), &Cost::crate);
  return known == std::end(costs) ? 1.0 : known->seconds;
}

}  // namespace

Schedule::Schedule(const std::vector<Unit>& units)
    : units_(units),
      dependents_(units.size()),
      missing_(units.size()),
      urgency_(units.size()),
      has_metadata_(units.size()) {
  for (std::size_t i = 0; i < units.size(); ++i) {
    missing_[i] = units[i].dependencies.size();
    for (const auto& dependency : units[i].dependencies) dependents_[dependency.unit].push_back(i);
  }
  for (std::size_t i = units.size(); i-- > 0;) {  // dependents come after their dependencies
    for (const auto dependent : dependents_[i]) urgency_[i] = std::max(urgency_[i], urgency_[dependent]);
    urgency_[i] += cost(units[i]);
  }
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (missing_[i] == 0) ready_.emplace(-urgency_[i], i);
  }
}

std::optional<std::size_t> Schedule::most_urgent() const {
  if (ready_.empty()) return std::nullopt;
  return ready_.begin()->second;
}

bool Schedule::metadata_suffices(std::size_t dependency, std::size_t dependent) const {
  const auto& used = units_[dependency];
  const auto& user = units_[dependent];
  const bool libraries = used.kind == UnitKind::library && user.kind == UnitKind::library;
  return libraries && !used.is_linked() && !user.is_linked();
}

void Schedule::release(std::size_t unit, bool metadata_only) {
  for (const auto dependent : dependents_[unit]) {
    const bool by_metadata = metadata_suffices(unit, dependent);
    if (by_metadata != metadata_only) continue;
    if (--missing_[dependent] == 0) ready_.emplace(-urgency_[dependent], dependent);
  }
}

void Schedule::metadata_ready(std::size_t unit) {
  if (has_metadata_[unit]) return;
  has_metadata_[unit] = true;
  release(unit, true);
}

void Schedule::finished(std::size_t unit) {
  metadata_ready(unit);
  release(unit, false);
  ++finished_;
}

}  // namespace buildstd::invoker
