// SPDX-License-Identifier: MIT
#include "invoker/unit_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "buildstd/base/fs.hpp"
#include "invoker/observation.hpp"

namespace buildstd::invoker {

using planner::Unit;
using planner::UnitKind;

bool UnitResults::is_made(std::size_t index, BuildObserver& missed) {
  if (asked_.contains(index)) return false;
  if (auto seen = observe_made(index); seen && freshness_.is_fresh(index, seen->digest())) {
    observed_[index] = *std::move(seen);
    return true;
  }
  asked_.insert(index);
  if (!has_store(index)) return false;
  const auto answer = options_.store->fetch(stored(index), options_.environment);
  if (const auto* missing = std::get_if<UnitStore::Missing>(&answer)) {
    if (!missing->reason.empty()) missed.missed(units_[index], missing->reason);
    return false;
  }
  auto seen = observe_made(index);
  if (!seen) return false;
  freshness_.settle(index, seen->digest());
  observed_[index] = *std::move(seen);
  return freshness_.record(index).has_value();
}

// Of documentation, more than one file is made, and some are others' too.
bool UnitResults::has_store(std::size_t index) const {
  return options_.store != nullptr && units_[index].kind != UnitKind::documentation;
}

// Nothing where not all of it is there, or a build script has said what cannot be read.
std::optional<UnitResults::Observation> UnitResults::observe_made(std::size_t index) {
  const auto& unit = units_[index];
  if (!std::ranges::all_of(unit.outputs(), fs::is_file)) return std::nullopt;
  if (unit.kind != UnitKind::run_build_script) return observe_crate(index);
  const auto text = read_script_stdout(unit);
  if (!text) return std::nullopt;
  auto output = parse_script_output(*text, unit.full_name());
  if (!output) return std::nullopt;
  Observation seen{observe(unit, *output, options_.environment), without_place(unit, *text)};
  scripts_.insert_or_assign(index, *std::move(output));
  return seen;
}

UnitResults::Observation UnitResults::observe_crate(std::size_t index) const {
  const auto& unit = units_[index];
  const auto run = unit.script_run(units_);
  return {observe_dep_info(unit, run ? script(*run) : nullptr, options_.environment), {}};
}

StoredUnit UnitResults::stored(std::size_t index) const {
  const auto& unit = units_[index];
  const bool is_run = unit.kind == UnitKind::run_build_script;
  StoredUnit result{freshness_.store_key(index, options_.wrapper),
                    fmt::format("{} ({})", unit.full_name(), unit.target),
                    {{}, is_run ? unit.out_dir() : std::filesystem::path()}};
  const auto add = [&](const std::filesystem::path& place) {
    result.files.files.push_back({place.filename().string(), place});
  };
  if (is_run) {
    add(unit.script_output());
    add(root_output(unit));
  } else {
    for (const auto& output : unit.outputs()) add(output);
    add(unit.dep_info());
  }
  return result;
}

Result<void> UnitResults::remove_old(std::size_t index) const {
  const auto& unit = units_[index];
  if (unit.kind == UnitKind::run_build_script) {
    BUILDSTD_CHECK(fs::remove_all(unit.out_dir()));
    return fs::create_directories(unit.out_dir());
  }
  for (const auto& output : unit.outputs()) {
    BUILDSTD_CHECK(fs::create_directories(output.parent_path()));
    BUILDSTD_CHECK(fs::remove_all(output));
  }
  const auto dep_info = unit.dep_info();
  return dep_info.empty() ? Result<void>() : fs::remove_all(dep_info);
}

void UnitResults::settle(std::size_t index, Observation seen) {
  freshness_.settle(index, seen.digest());
  observed_[index] = std::move(seen);
}

void UnitResults::crate_observed(std::size_t index) {
  if (settled_.insert(index).second) settle(index, observe_crate(index));
}

Result<void> UnitResults::script_finished(std::size_t index, const std::string& text) {
  const auto& unit = units_[index];
  BUILDSTD_TRY(auto output, parse_script_output(text, unit.full_name()));
  BUILDSTD_CHECK(write_script_stdout(unit, text));
  settle(index, {observe(unit, output, options_.environment), without_place(unit, text)});
  scripts_.insert_or_assign(index, std::move(output));
  return {};
}

Result<void> UnitResults::load_script(std::size_t index) {
  BUILDSTD_TRY(const auto text, read_script_stdout(units_[index]));
  BUILDSTD_TRY(auto output, parse_script_output(text, units_[index].full_name()));
  scripts_.insert_or_assign(index, std::move(output));
  return {};
}

Result<void> UnitResults::record(std::size_t index) {
  BUILDSTD_CHECK(freshness_.record(index));
  if (has_store(index)) options_.store->keep(stored(index), observed_[index].inputs);
  return {};
}

const ScriptOutput* UnitResults::script(std::size_t index) const {
  const auto found = scripts_.find(index);
  return found == scripts_.end() ? nullptr : &found->second;
}

}  // namespace buildstd::invoker
