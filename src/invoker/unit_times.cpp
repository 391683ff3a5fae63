// SPDX-License-Identifier: MIT
#include "buildstd/invoker/unit_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/json.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::invoker {

namespace {

using planner::Unit;
using planner::UnitKind;

constexpr int format = 1;
// Some hundred kilobytes at most, of what std looks like.
constexpr std::size_t most_kinds = 64;
constexpr std::size_t most_units = 200;
constexpr double longest = 24.0 * 3600;

struct Guess {
  std::string_view crate;
  UnitDuration duration;
};

// Seen in a build of std with the flags of its own distributors (1.96, x86_64); the rest is short. It may be wrong
// without any harm but time.
constexpr Guess guesses[] = {{"core", {20, 5}},
                             {"std", {6.5, 13}},
                             {"compiler_builtins", {2, 4}},
                             {"alloc", {4.5, 1}},
                             {"test", {1, 8}},
                             {"proc_macro", {1, 6}},
                             {"object", {5, 0.5}},
                             {"gimli", {3, 1}},
                             {"getopts", {0.3, 1}},
                             {"libc", {1, 0.1}},
                             {"memchr", {1, 1}},
                             {"hashbrown", {1, 0.1}},
                             {"addr2line", {0.5, 0.1}},
                             {"rustc_demangle", {0.4, 0.8}}};
constexpr UnitDuration other_library{0.1, 0.1};
constexpr UnitDuration script{0.3, 0};

// The same unit in another build of the same kind.
std::string name_of(const Unit& unit) {
  const auto kind = [&]() -> std::string_view {
    switch (unit.kind) {
      case UnitKind::library: return "";
      case UnitKind::build_script: return " build-script";
      case UnitKind::run_build_script: return " run";
      case UnitKind::documentation: return " doc";
    }
    return "";
  };
  return fmt::format("{} {}{}", unit.package_name, unit.package_version, kind());
}

std::string kind_of(const std::string& toolchain, const Unit& unit) { return toolchain + " " + unit.target; }

bool is_duration(const nlohmann::json& value) {
  return value.is_number() && value.get<double>() >= 0 && value.get<double>() <= longest;
}

std::map<std::string, UnitDuration> read_units(const nlohmann::json& json) {
  std::map<std::string, UnitDuration> units;
  if (!json.is_object()) return units;
  for (const auto& [name, times] : json.items()) {
    if (units.size() == most_units) break;
    if (!times.is_array() || times.size() != 2 || !is_duration(times[0]) || !is_duration(times[1])) continue;
    units[name] = {times[0].get<double>(), times[1].get<double>()};
  }
  return units;
}

double rounded(double seconds) { return std::round(seconds * 1000) / 1000; }

}  // namespace

double UnitTiming::suspended_seconds() const {
  double seconds = 0;
  for (const auto& [from, to] : suspended) seconds += to - from;
  return seconds;
}

UnitDuration UnitTiming::alone() const {
  const auto shorter = [](double wall, std::optional<double> used) { return used ? std::min(wall, *used) : wall; };
  if (!metadata) return {shorter(duration(), processor), 0};
  std::optional<double> used_after;
  if (processor && processor_to_metadata) used_after = std::max(0.0, *processor - *processor_to_metadata);
  return {shorter(*metadata - start, processor_to_metadata),
          shorter(end - *metadata - suspended_seconds(), used_after)};
}

UnitDuration guessed_duration(const Unit& unit) {
  if (unit.kind != UnitKind::library) return script;
  const auto* const known = std::ranges::find(guesses, std::string_view(unit.crate_name), &Guess::crate);
  return known == std::end(guesses) ? other_library : known->duration;
}

UnitTimes UnitTimes::load(const fs::KeptFile& file) {
  UnitTimes times;
  constexpr std::uint64_t largest = 4U << 20;
  const auto content = file.read(largest);
  if (!content) return times;
  const auto json = nlohmann::json::parse(*content, nullptr, false);
  if (!json.is_object() || json.value("format", nlohmann::json()) != format) return times;
  const auto kinds = json.find("builds");
  if (kinds == json.end() || !kinds->is_array()) return times;
  for (const auto& kind : *kinds) {
    if (times.kinds_.size() == most_kinds) break;
    if (!kind.is_object() || json_text(kind, "kind").empty()) continue;
    times.kinds_.push_back({json_text(kind, "kind"), read_units(kind.value("units", nlohmann::json()))});
  }
  return times;
}

void UnitTimes::save(const fs::KeptFile& file) const {
  auto kinds = nlohmann::json::array();
  for (const auto& kind : kinds_) {
    if (kinds.size() == most_kinds) break;
    auto units = nlohmann::json::object();
    for (const auto& [name, seen] : kind.units) units[name] = {rounded(seen.frontend), rounded(seen.codegen)};
    kinds.push_back({{"kind", kind.name}, {"units", std::move(units)}});
  }
  const nlohmann::json json = {{"format", format}, {"builds", std::move(kinds)}};
  file.write(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::vector<UnitDuration> UnitTimes::expected(const std::string& toolchain, const std::vector<Unit>& units) const {
  std::vector<UnitDuration> durations;
  bool any = false;
  for (const auto& unit : units) {
    const auto name = name_of(unit);
    const auto has_seen = [&](const Kind& kind) { return kind.units.contains(name); };
    auto source = std::ranges::find(kinds_, kind_of(toolchain, unit), &Kind::name);
    if (source == kinds_.end() || !has_seen(*source)) source = std::ranges::find_if(kinds_, has_seen);
    any = any || source != kinds_.end();
    durations.push_back(source == kinds_.end() ? guessed_duration(unit) : source->units.at(name));
  }
  return any ? durations : std::vector<UnitDuration>();
}

void UnitTimes::add(const std::string& toolchain, const Unit& unit, UnitDuration seen) {
  const auto kind = kind_of(toolchain, unit);
  const auto place = std::ranges::find(kinds_, kind, &Kind::name);
  if (place == kinds_.end()) {
    kinds_.insert(kinds_.begin(), Kind{kind, {}});
  } else {
    std::rotate(kinds_.begin(), place, place + 1);
  }
  auto& units = kinds_.front().units;
  const auto name = name_of(unit);
  if (units.size() >= most_units && !units.contains(name)) return;
  const auto [known, is_new] = units.try_emplace(name, seen);
  if (is_new) return;
  // One odd run counts half.
  known->second = {(known->second.frontend + seen.frontend) / 2, (known->second.codegen + seen.codegen) / 2};
}

}  // namespace buildstd::invoker
