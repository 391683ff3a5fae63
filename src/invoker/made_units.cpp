// SPDX-License-Identifier: MIT
#include "invoker/made_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "buildstd/base/fs.hpp"
#include "invoker/observation.hpp"

namespace buildstd::invoker {

using planner::Unit;
using planner::UnitKind;

bool MadeUnits::is_made(std::size_t index, BuildObserver& missed) {
  if (asked_.contains(index)) return false;
  if (auto seen = observe_made(index); seen && freshness_.is_fresh(index, seen->digest())) {
    observed_[index] = *std::move(seen);
    return true;
  }
  asked_.insert(index);
  if (!has_store(index)) return false;
  const auto answer = options_.store->fetch(stored(index), options_.environment);
  if (const auto* missing = std::get_if<UnitStore::Missing>(&answer)) {
    if (!missing->reason.empty()) missed.missed(plan_.units[index], missing->reason);
    return false;
  }
  auto seen = observe_made(index);
  if (!seen) return false;
  freshness_.settle(index, seen->digest());
  observed_[index] = *std::move(seen);
  return freshness_.record(index).has_value();
}

// Of documentation, more than one file is made, and some are others' too.
bool MadeUnits::has_store(std::size_t index) const {
  return options_.store != nullptr && plan_.units[index].kind != UnitKind::documentation;
}

// Nothing where not all of it is there, or a build script has said what cannot be read.
std::optional<MadeUnits::Observation> MadeUnits::observe_made(std::size_t index) {
  const auto& unit = plan_.units[index];
  if (!std::ranges::all_of(unit.invocation.outputs, fs::is_file)) return std::nullopt;
  if (unit.kind != UnitKind::run_build_script) return observe_crate(index);
  const auto text = read_said(unit);
  if (!text) return std::nullopt;
  auto output = parse_script_output(*text, unit.full_name());
  if (!output) return std::nullopt;
  Observation seen{observe(unit, *output, options_.environment), without_place(unit, *text)};
  scripts_.insert_or_assign(index, *std::move(output));
  return seen;
}

MadeUnits::Observation MadeUnits::observe_crate(std::size_t index) const {
  const auto& unit = plan_.units[index];
  const auto run = unit.script_run(plan_.units);
  return {observe_dep_info(unit, run ? script(*run) : nullptr, options_.environment), {}};
}

StoredUnit MadeUnits::stored(std::size_t index) const {
  const auto& unit = plan_.units[index];
  const auto& made = unit.invocation;
  StoredUnit result{freshness_.store_key(index, options_.wrapper),
                    fmt::format("{} ({})", unit.full_name(), unit.target),
                    {{}, made.out_dir}};
  const auto add = [&](const std::filesystem::path& place) {
    result.files.files.push_back({place.filename().string(), place});
  };
  if (unit.kind == UnitKind::run_build_script) {
    add(made.script_output());
    add(root_output(unit));
  } else {
    for (const auto& output : made.outputs) add(output);
    add(made.dep_info);
  }
  return result;
}

Result<void> MadeUnits::make_room(std::size_t index) const {
  const auto& unit = plan_.units[index];
  const auto& made = unit.invocation;
  if (unit.kind == UnitKind::run_build_script) {
    BUILDSTD_CHECK(fs::remove_all(made.out_dir));
    return fs::create_directories(made.out_dir);
  }
  for (const auto& output : made.outputs) {
    BUILDSTD_CHECK(fs::create_directories(output.parent_path()));
    BUILDSTD_CHECK(fs::remove_all(output));
  }
  return made.dep_info.empty() ? Result<void>() : fs::remove_all(made.dep_info);
}

void MadeUnits::settle(std::size_t index, Observation seen) {
  freshness_.settle(index, seen.digest());
  observed_[index] = std::move(seen);
}

void MadeUnits::crate_observed(std::size_t index) {
  if (settled_.insert(index).second) settle(index, observe_crate(index));
}

Result<void> MadeUnits::script_said(std::size_t index, const std::string& text) {
  const auto& unit = plan_.units[index];
  BUILDSTD_TRY(auto output, parse_script_output(text, unit.full_name()));
  BUILDSTD_CHECK(write_said(unit, text));
  settle(index, {observe(unit, output, options_.environment), without_place(unit, text)});
  scripts_.insert_or_assign(index, std::move(output));
  return {};
}

Result<void> MadeUnits::remember(std::size_t index) {
  BUILDSTD_CHECK(freshness_.record(index));
  if (has_store(index)) options_.store->keep(stored(index), observed_[index].inputs);
  return {};
}

const ScriptOutput* MadeUnits::script(std::size_t index) const {
  const auto found = scripts_.find(index);
  return found == scripts_.end() ? nullptr : &found->second;
}

}  // namespace buildstd::invoker
