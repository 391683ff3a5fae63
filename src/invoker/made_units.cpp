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
    if (!missing->reason.empty()) missed.missed(plan_.units[index], missing->reason);
    return false;
  }
  auto seen = observe_made(index);
  if (!seen) return false;
  freshness_.settle(index, seen->digest());
  observed_[index] = *std::move(seen);
  made_[index] = std::move(std::get<UnitStore::Found>(answer).files);
  return freshness_.record(index, made_[index]).has_value();
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

UnitFiles MadeUnits::files(std::size_t index) const {
  const auto& unit = plan_.units[index];
  const auto& made = unit.invocation;
  UnitFiles files{{}, made.out_dir};
  const auto add = [&](const std::filesystem::path& place) {
    files.files.push_back({place.filename().string(), place});
  };
  if (unit.kind == UnitKind::run_build_script) {
    add(made.script_output());
    add(root_output(unit));
  } else {
    for (const auto& output : made.outputs) add(output);
    add(made.dep_info);
  }
  return files;
}

StoredUnit MadeUnits::stored(std::size_t index) const {
  const auto& unit = plan_.units[index];
  return {freshness_.store_key(index, options_.wrapper), fmt::format("{} ({})", unit.full_name(), unit.target),
          files(index)};
}

Result<void> MadeUnits::make_room(std::size_t index) {
  const auto& unit = plan_.units[index];
  const auto& made = unit.invocation;
  if (unit.kind == UnitKind::run_build_script) {
    BUILDSTD_CHECK(fs::remove_all(made.out_dir));
    BUILDSTD_CHECK(fs::create_directories(made.out_dir));
    started_ns_[index] = fs::file_state(made.out_dir).value_or(fs::FileState()).changed_ns;
    return {};
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

Result<void> MadeUnits::crate_observed(std::size_t index) {
  BUILDSTD_CHECK(check_inputs(index));
  if (settled_.insert(index).second) settle(index, observe_crate(index));
  return {};
}

// What was read may have been another file's content, also where the file that the keys are over has been put back.
Result<void> MadeUnits::check_inputs(std::size_t index) const {
  if (!plan_.inputs) return {};
  const auto& made = plan_.units[index].invocation;
  auto read = read_dep_info(made.dep_info, made.command.cwd);
  const auto changed = plan_.inputs->change(read ? std::optional(*std::move(read)) : std::nullopt);
  if (!changed) return {};
  return fail(Error(fmt::format("`{}` was changed while `{}` was compiled", *changed, plan_.units[index].package_name))
                  .note("nothing that was made of it is kept")
                  .help("run the same command again: it begins with what is there then"));
}

// What a script has watched must not have changed while it ran, nor since it was looked at.
std::optional<std::string> MadeUnits::change_while_made(std::size_t index) const {
  const auto& inputs = observed_[index].inputs;
  if (auto change = inputs.change(options_.environment)) return change;
  const auto own = plan_.directories[plan_.owners[index]].root.string();
  for (const auto& [path, state] : inputs.files) {
    const auto now = fs::file_state(path);
    if (now && now->changed_ns > started_ns_[index] && !path.starts_with(own))
      return fmt::format("the file `{}` has changed meanwhile", path);
  }
  return std::nullopt;
}

Result<void> MadeUnits::script_said(std::size_t index, const std::string& text) {
  const auto& unit = plan_.units[index];
  BUILDSTD_TRY(auto output, parse_script_output(text, unit.full_name()));
  BUILDSTD_CHECK(write_said(unit, text));
  settle(index, {observe(unit, output, options_.environment), without_place(unit, text)});
  scripts_.insert_or_assign(index, std::move(output));
  return {};
}

Result<void> MadeUnits::remember(std::size_t index, BuildObserver& unkept) {
  const auto unit = stored(index);
  if (plan_.units[index].kind != UnitKind::documentation) {
    // Nobody may write to it any more: then sysroots and stores can share it. Where that cannot be, it is copied.
    for (const auto& file : unit.files.files) [[maybe_unused]]
      const auto sealed = fs::make_read_only(file.place);
  }
  BUILDSTD_TRY(made_[index], contents_of(unit.files));
  BUILDSTD_CHECK(freshness_.record(index, made_[index]));
  if (!has_store(index)) return {};
  if (const auto change = change_while_made(index)) {
    unkept.not_kept(plan_.units[index], *change);
  } else {
    options_.store->keep(unit, {made_[index], observed_[index].inputs});
  }
  return {};
}

const ScriptOutput* MadeUnits::script(std::size_t index) const {
  const auto found = scripts_.find(index);
  return found == scripts_.end() ? nullptr : &found->second;
}

}  // namespace buildstd::invoker
