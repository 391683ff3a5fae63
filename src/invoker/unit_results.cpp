// SPDX-License-Identifier: MIT
#include "invoker/unit_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "invoker/observation.hpp"

namespace buildstd::invoker {

using planner::Unit;
using planner::UnitKind;

// Where it is compared with what others have kept.
ResultOptions UnitResults::with_place(ResultOptions options) {
  options.environment.set(std::string(place_variable), place_value(options.sources));
  return options;
}

bool UnitResults::is_made(std::size_t index, BuildObserver& missed) {
  if (found_.contains(index)) return true;
  if (asked_.contains(index) || !find(index, missed)) return false;
  found_.insert(index);
  return true;
}

bool UnitResults::find(std::size_t index, BuildObserver& missed) {
  if (auto seen = observe_made(index)) {
    if (auto made = freshness_.find_done(index, seen->digest(), files(index))) {
      observed_[index] = *std::move(seen);
      made_[index] = *std::move(made);
      return true;
    }
  }
  asked_.insert(index);
  if (!has_store(index)) return false;
  auto answer = options_.store->fetch(stored(index), options_.environment);
  if (const auto* missing = std::get_if<UnitStore::Missing>(&answer)) {
    if (!missing->reason.empty()) missed.missed(units_[index], missing->reason);
    return false;
  }
  auto seen = observe_made(index);
  if (!seen) return false;
  auto& found = std::get<UnitStore::Found>(answer);
  seen->inputs.merge(found.observed);
  settle(index, *std::move(seen));
  made_[index] = std::move(found.files);
  return freshness_.record(index, made_[index]).has_value();
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
  const auto text = read_script_stdout(unit, places(index));
  if (!text) return std::nullopt;
  auto output = parse_script_output(*text, unit.full_name());
  if (!output) return std::nullopt;
  Observation seen{observe_run(index, *output), places(index).hide(*text)};
  scripts_.insert_or_assign(index, *std::move(output));
  return seen;
}

ObservedInputs UnitResults::observe_run(std::size_t index, const ScriptOutput& output) const {
  auto inputs = observe(units_[index], output, options_.environment, options_.sources);
  for (const auto& dependency : units_[index].dependencies) {
    if (units_[dependency.unit].kind == UnitKind::build_script) inputs.merge(observed_[dependency.unit].inputs);
  }
  return inputs;
}

UnitResults::Observation UnitResults::observe_crate(std::size_t index) const {
  const auto& unit = units_[index];
  const auto run = unit.script_run(units_);
  return {observe_dep_info(unit, run ? script(*run) : nullptr, options_.environment, options_.sources), {}};
}

UnitFiles UnitResults::files(std::size_t index) const {
  const auto& unit = units_[index];
  const bool is_run = unit.kind == UnitKind::run_build_script;
  UnitFiles files{{}, is_run ? unit.out_dir() : std::filesystem::path()};
  const auto add = [&](const std::filesystem::path& place) {
    files.files.push_back({place.filename().string(), place});
  };
  if (is_run) {
    add(unit.script_output());
  } else {
    for (const auto& output : unit.outputs()) add(output);
    add(unit.dep_info());
  }
  return files;
}

StoredUnit UnitResults::stored(std::size_t index) const {
  const auto& unit = units_[index];
  auto key = freshness_.store_key(index, options_.wrapper);
  // A program that was linked with a newer C library does not start with an older one.
  if (unit.kind == UnitKind::build_script) key = Digest().field("unit", key).field("loader", options_.loader).hex();
  return {std::move(key), fmt::format("{} ({})", unit.full_name(), unit.target), files(index)};
}

Result<void> UnitResults::remove_old(std::size_t index) {
  const auto& unit = units_[index];
  if (unit.kind == UnitKind::run_build_script) {
    BUILDSTD_CHECK(fs::remove_all(unit.out_dir()));
    BUILDSTD_CHECK(fs::create_directories(unit.out_dir()));
    started_ns_[index] = fs::file_state(unit.out_dir()).value_or(fs::FileState()).changed_ns;
    return {};
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

Result<void> UnitResults::crate_observed(std::size_t index) {
  auto read = read_dep_info(units_[index], units_[index].call().directory, places(index));
  BUILDSTD_CHECK(check_inputs(index, read ? std::optional(*std::move(read)) : std::nullopt));
  if (settled_.insert(index).second) settle(index, observe_crate(index));
  return {};
}

// What was read may have been another file's content, also where the file that the keys are over has been put back.
Result<void> UnitResults::check_inputs(std::size_t index, const std::optional<std::set<std::string>>& read) const {
  const auto changed = options_.inputs ? options_.inputs->change(read) : std::nullopt;
  if (!changed) return {};
  return fail(Error(fmt::format("`{}` was changed while `{}` was compiled", *changed, units_[index].package_name))
                  .note("nothing that was made of it is kept")
                  .help("run the same command again: it begins with what is there then"));
}

// What a script has watched must not have changed while it ran, nor since it was looked at.
std::optional<std::string> UnitResults::change_while_made(std::size_t index) const {
  const auto& inputs = observed_[index].inputs;
  if (auto change = inputs.change(options_.environment)) return change;
  const auto own = units_[index].directories.root.string();
  for (const auto& [path, state] : inputs.files) {
    const auto now = fs::file_state(path);
    if (now && now->changed_ns > started_ns_[index] && !path.starts_with(own))
      return fmt::format("the file `{}` has changed meanwhile", path);
  }
  return std::nullopt;
}

Result<void> UnitResults::script_finished(std::size_t index, const std::string& text) {
  const auto& unit = units_[index];
  BUILDSTD_TRY(auto output, parse_script_output(text, unit.full_name()));
  BUILDSTD_CHECK(write_script_stdout(unit, text, places(index)));
  BUILDSTD_CHECK(check_inputs(index, looked_at(unit, output)));
  settle(index, {observe_run(index, output), places(index).hide(text)});
  scripts_.insert_or_assign(index, std::move(output));
  return {};
}

Result<void> UnitResults::load_script(std::size_t index) {
  BUILDSTD_TRY(const auto text, read_script_stdout(units_[index], places(index)));
  BUILDSTD_TRY(auto output, parse_script_output(text, units_[index].full_name()));
  scripts_.insert_or_assign(index, std::move(output));
  return {};
}

Result<void> UnitResults::record(std::size_t index, BuildObserver& unkept) {
  const auto unit = stored(index);
  if (!units_[index].dep_info().empty()) BUILDSTD_CHECK(keep_dep_info(units_[index], places(index)));
  if (units_[index].kind != UnitKind::documentation) {
    // Nobody may write to it any more: then sysroots and stores can share it. Where that cannot be, it is copied.
    for (const auto& file : unit.files.files) [[maybe_unused]]
      const auto sealed = fs::make_read_only(file.place);
  }
  BUILDSTD_TRY(made_[index], contents_of(unit.files));
  BUILDSTD_CHECK(freshness_.record(index, made_[index]));
  if (!has_store(index)) return {};
  if (const auto change = change_while_made(index)) {
    unkept.not_kept(units_[index], *change);
  } else {
    options_.store->keep(unit, {made_[index], observed_[index].inputs});
  }
  return {};
}

const ScriptOutput* UnitResults::script(std::size_t index) const {
  const auto found = scripts_.find(index);
  return found == scripts_.end() ? nullptr : &found->second;
}

}  // namespace buildstd::invoker
