// SPDX-License-Identifier: MIT
#include "buildstd/invoker/bound.hpp"

#include <algorithm>
#include <functional>
#include <set>

namespace buildstd::invoker {

namespace {

using planner::Unit;
using planner::UnitKind;

// Half a unit: what must have gone by before it can start, its work, and what must still come when it has ended.
struct Part {
  double head;
  double work;
  double tail;
};

// When each unit can start at the earliest, with any number of processors.
std::vector<double> earliest_starts(const std::vector<Unit>& units, const std::vector<UnitDuration>& durations) {
  std::vector<double> starts(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    for (const auto& dependency : units[i].dependencies) {
      const auto& used = durations[dependency.unit];
      const auto needed = metadata_suffices(units[dependency.unit], units[i]) ? used.frontend : used.total();
      starts[i] = std::max(starts[i], starts[dependency.unit] + needed);
    }
    for (const auto used : linked_beyond(units, i))
      starts[i] = std::max(starts[i], starts[used] + durations[used].total());
  }
  return starts;
}

// What cannot start before a time, and must have ended before another, needs the processors in between: for all pairs
// of such times.
double bound_by_work(std::vector<Part> parts, unsigned processors) {
  std::ranges::sort(parts, std::greater(), &Part::head);
  std::set<double> tails;
  for (const auto& part : parts) tails.insert(part.tail);
  double bound = 0;
  for (const auto tail : tails) {
    double work = 0;
    for (const auto& part : parts) {
      if (part.tail < tail) continue;
      work += part.work;
      bound = std::max(bound, part.head + work / processors + tail);
    }
  }
  return bound;
}

std::vector<std::size_t> longest_way(const std::vector<Unit>& units, const std::vector<UnitDuration>& durations,
                                     const Ways& ways) {
  std::vector<std::size_t> path;
  if (units.empty()) return path;
  path.push_back(static_cast<std::size_t>(std::ranges::max_element(ways.from_start) - ways.from_start.begin()));
  for (auto i = path.back() + 1; i < units.size(); ++i) {
    const auto last = path.back();
    const bool depends =
        std::ranges::any_of(units[i].dependencies, [&](const auto& used) { return used.unit == last; });
    if (!depends || ways.from_start[i] <= 0) continue;
    const auto before = metadata_suffices(units[last], units[i]) ? 0 : durations[last].codegen;
    if (before + ways.from_start[i] == ways.from_metadata[last]) path.push_back(i);
  }
  return path;
}

}  // namespace

bool metadata_suffices(const Unit& dependency, const Unit& dependent) {
  const bool libraries = dependency.kind == UnitKind::library && dependent.kind == UnitKind::library;
  return libraries && !dependency.is_linked() && !dependent.is_linked();
}

std::vector<std::size_t> linked_beyond(const std::vector<Unit>& units, std::size_t unit) {
  if (!units[unit].is_linked()) return {};
  std::vector<bool> seen(units.size());
  std::vector<std::size_t> next;
  const auto look_at = [&](std::size_t one) {
    for (const auto& dependency : units[one].dependencies) {
      const auto used = dependency.unit;
      if (units[used].kind != UnitKind::library || seen[used]) continue;
      seen[used] = true;
      next.push_back(used);
    }
  };
  look_at(unit);
  const auto named = next;
  std::vector<std::size_t> beyond;
  while (!next.empty()) {
    const auto one = next.back();
    next.pop_back();
    if (std::ranges::find(named, one) == named.end()) beyond.push_back(one);
    look_at(one);
  }
  return beyond;
}

Ways ways_to_the_end(const std::vector<Unit>& units, const std::vector<UnitDuration>& durations) {
  Ways ways{std::vector<double>(units.size()), std::vector<double>(units.size()), std::vector<double>(units.size())};
  for (std::size_t i = units.size(); i-- > 0;) {  // dependents come after their dependencies
    ways.from_metadata[i] = std::max(ways.from_metadata[i], durations[i].codegen + ways.from_end[i]);
    ways.from_start[i] = durations[i].frontend + ways.from_metadata[i];
    for (const auto& dependency : units[i].dependencies) {
      const auto used = dependency.unit;
      auto& way = metadata_suffices(units[used], units[i]) ? ways.from_metadata[used] : ways.from_end[used];
      way = std::max(way, ways.from_start[i]);
    }
    for (const auto used : linked_beyond(units, i))
      ways.from_end[used] = std::max(ways.from_end[used], ways.from_start[i]);
  }
  return ways;
}

BuildBound lower_bound(const std::vector<Unit>& units, const std::vector<UnitDuration>& durations,
                       const std::vector<UnitDuration>& work, unsigned processors) {
  const auto ways = ways_to_the_end(units, durations);
  const auto starts = earliest_starts(units, durations);
  BuildBound bound;
  std::vector<Part> parts;
  for (std::size_t i = 0; i < units.size(); ++i) {
    parts.push_back({starts[i], work[i].frontend, ways.from_metadata[i]});
    parts.push_back({starts[i] + durations[i].frontend, work[i].codegen, ways.from_end[i]});
    bound.work += work[i].total();
    bound.critical_seconds = std::max(bound.critical_seconds, ways.from_start[i]);
  }
  bound.critical_path = longest_way(units, durations, ways);
  bound.seconds = std::max(bound.critical_seconds, bound_by_work(std::move(parts), std::max(1U, processors)));
  return bound;
}

}  // namespace buildstd::invoker
