// SPDX-License-Identifier: MIT
#include "buildstd/ops/timing_report.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace buildstd::ops {

namespace {

using invoker::UnitDuration;
using invoker::UnitTiming;
using nlohmann::json;
using planner::Unit;
using planner::UnitKind;

double centiseconds(double seconds) { return std::round(seconds * 100) / 100; }

// Processor time of the halves; the time on the clock where it is not known.
UnitDuration work_of(const UnitTiming& timing) {
  if (!timing.metadata) return {timing.processor.value_or(timing.duration()), 0};
  const auto before = timing.processor_to_metadata.value_or(*timing.metadata - timing.start);
  const auto after = timing.processor && timing.processor_to_metadata
                         ? std::max(0.0, *timing.processor - *timing.processor_to_metadata)
                         : timing.end - *timing.metadata - timing.suspended_seconds();
  return {before, after};
}

// Cargo: `Timings::unit_start`, and `CompileMode`.
std::string target_words(const Unit& unit) {
  switch (unit.kind) {
    case UnitKind::library: return "";
    case UnitKind::build_script: return " build script";
    case UnitKind::run_build_script: return " build script (run)";
    case UnitKind::documentation: return " (doc)";
  }
  return "";
}

json sections(const UnitTiming& timing) {
  if (!timing.metadata) return {};
  const auto middle = centiseconds(*timing.metadata - timing.start);
  return json::array({json::array({"frontend", {{"start", 0}, {"end", middle}}}),
                      json::array({"codegen", {{"start", middle}, {"end", centiseconds(timing.duration())}}})});
}

// During codegen, from the unit's start on, as in `sections`.
json suspensions(const UnitTiming& timing) {
  auto all = json::array();
  for (const auto& [from, to] : timing.suspended)
    all.push_back({{"start", centiseconds(from - timing.start)}, {"end", centiseconds(to - timing.start)}});
  return all;
}

// What a unit had to wait for last.
struct Unblocked {
  std::vector<json> by_metadata;
  std::vector<json> by_end;
};

std::vector<Unblocked> unblocked_units(const TimingReport& report) {
  std::vector<Unblocked> unblocked(report.units.size());
  for (std::size_t i = 0; i < report.units.size(); ++i) {
    if (!report.timings[i]) continue;
    std::optional<std::size_t> last;
    double when = -1;
    for (const auto& dependency : report.units[i].dependencies) {
      const auto& timing = report.timings[dependency.unit];
      if (!timing) continue;
      const bool by_metadata = invoker::metadata_suffices(report.units[dependency.unit], report.units[i]);
      const auto there = by_metadata ? timing->metadata.value_or(timing->end) : timing->end;
      if (there <= when) continue;
      when = there;
      last = dependency.unit;
    }
    if (!last) continue;
    const bool by_metadata = invoker::metadata_suffices(report.units[*last], report.units[i]);
    (by_metadata ? unblocked[*last].by_metadata : unblocked[*last].by_end).emplace_back(i);
  }
  return unblocked;
}

json concurrency(const TimingReport& report) {
  auto records = json::array();
  int active = 0;
  for (const auto& [time, change] : changes_of_running(report)) {
    active += change;
    records.push_back({{"t", centiseconds(time)}, {"active", active}});
  }
  return records;
}

}  // namespace

void analyse(TimingReport& report) {
  std::vector<UnitDuration> durations;
  std::vector<UnitDuration> work;
  report.duration = 0;
  for (const auto& timing : report.timings) {
    durations.push_back(timing ? timing->alone() : UnitDuration());
    work.push_back(timing ? work_of(*timing) : UnitDuration());
    if (timing) report.duration = std::max(report.duration, timing->end);
  }
  report.bound = invoker::lower_bound(report.units, durations, work, std::min(report.jobs, report.processors));
}

std::vector<std::pair<double, int>> changes_of_running(const TimingReport& report) {
  std::vector<std::pair<double, int>> changes;
  for (const auto& timing : report.timings) {
    if (!timing) continue;
    changes.emplace_back(timing->start, 1);
    changes.emplace_back(timing->end, -1);
    for (const auto& [from, to] : timing->suspended) {
      changes.emplace_back(from, -1);
      changes.emplace_back(to, 1);
    }
  }
  std::ranges::sort(changes);
  return changes;
}

std::string timing_json(const TimingReport& report) {
  auto units = json::array();
  const auto unblocked = unblocked_units(report);
  for (std::size_t i = 0; i < report.units.size(); ++i) {
    const auto& unit = report.units[i];
    const auto& timing = report.timings[i];
    if (!timing) continue;
    json entry = {{"i", i},
                  {"name", unit.package_name},
                  {"version", unit.package_version},
                  {"mode", unit.kind == UnitKind::run_build_script ? "run-custom-build" : "build"},
                  {"target", target_words(unit)},
                  {"features", unit.features},
                  {"start", centiseconds(timing->start)},
                  {"duration", centiseconds(timing->duration())},
                  {"unblocked_units", unblocked[i].by_end},
                  {"unblocked_rmeta_units", unblocked[i].by_metadata},
                  {"sections", sections(*timing)},
                  {"suspended", suspensions(*timing)},
                  {"platform", unit.platform == planner::Platform::host ? json() : json(unit.target)},
                  {"critical", std::ranges::count(report.bound.critical_path, i) > 0}};
    entry["processor_seconds"] = timing->processor ? json(centiseconds(*timing->processor)) : json();
    const auto alone = timing->alone();
    entry["alone"] = {{"frontend", centiseconds(alone.frontend)}, {"codegen", centiseconds(alone.codegen)}};
    auto dependencies = json::array();
    for (const auto& dependency : unit.dependencies) dependencies.push_back(dependency.unit);
    entry["dependencies"] = std::move(dependencies);
    units.push_back(std::move(entry));
  }
  const auto compiled = units.size();
  const json object = {{"units", std::move(units)},
                       {"concurrency", concurrency(report)},
                       {"cpu_usage", report.cpu_usage},
                       {"rustc_version", report.rustc_version},
                       {"host", report.host},
                       {"requested_targets", report.targets},
                       {"start_str", report.start},
                       {"jobs", report.jobs},
                       {"num_cpus", report.processors},
                       {"total_fresh", report.units.size() - compiled},
                       {"total_dirty", compiled},
                       {"duration", centiseconds(report.duration)},
                       {"critical_path", report.bound.critical_path},
                       {"critical_path_seconds", centiseconds(report.bound.critical_seconds)},
                       {"processor_seconds", centiseconds(report.bound.work)},
                       {"lower_bound", centiseconds(report.bound.seconds)}};
  return object.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace buildstd::ops
