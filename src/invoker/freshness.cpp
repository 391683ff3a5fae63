// SPDX-License-Identifier: MIT
#include "invoker/freshness.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

namespace {

using planner::Unit;
using planner::UnitKind;

std::string file_state(const std::filesystem::path& path) {
  const auto stamp = fs::stamp(path);
  return stamp ? fmt::format("{}:{}", stamp->size, stamp->modified_ns) : "absent";
}

std::string digest(const ObservedInputs& inputs) {
  Fingerprint hash;
  for (const auto& [name, value] : inputs.environment) hash.field(name, value ? "=" + *value : "unset");
  for (const auto& [path, state] : inputs.files) hash.field(path, state);
  return hash.hex();
}

}  // namespace

bool ObservedInputs::unchanged(const Environment& now) const {
  const auto same_variable = [&](const auto& entry) { return now.get(entry.first) == entry.second; };
  const auto same_file = [](const auto& entry) { return file_state(entry.first) == entry.second; };
  return std::ranges::all_of(environment, same_variable) && std::ranges::all_of(files, same_file);
}

std::filesystem::path script_output_file(const Unit& run) { return run.invocation.out_dir.parent_path() / "output"; }

ObservedInputs observe(const Unit& run, const ScriptOutput& output, const Environment& environment) {
  ObservedInputs inputs;
  for (const auto& name : output.rerun_if_env_changed) {
    if (!run.invocation.command.environment.contains(name)) inputs.environment[name] = environment.get(name);
  }
  for (const auto& file : output.rerun_if_changed) {
    const auto path = fs::absolute(file, run.invocation.command.cwd);
    inputs.files[path.string()] = file_state(path);
  }
  return inputs;
}

ObservedInputs observe_dep_info(const Unit& library, const ScriptOutput* script, const Environment& environment) {
  ObservedInputs inputs;
  const auto& metadata = library.invocation.outputs.front();
  // rustc names the file after the crate, without the `lib` of the libraries.
  auto name = metadata.stem().string().substr(3) + ".d";
  const auto text = fs::read(metadata.parent_path() / name);
  if (!text) return inputs;
  constexpr std::string_view prefix = "# env-dep:";
  for (const auto line : text::lines(*text)) {
    if (!line.starts_with(prefix)) continue;
    const auto entry = line.substr(prefix.size());
    const std::string variable(entry.substr(0, entry.find('=')));
    const bool own = library.invocation.command.environment.contains(variable) ||
                     (script != nullptr && script->environment.contains(variable));
    if (!own) inputs.environment[variable] = environment.get(variable);
  }
  return inputs;
}

std::filesystem::path Freshness::stamp_file(std::size_t index) const {
  const auto& unit = plan_.units[index];
  constexpr std::string_view kinds[] = {"lib", "script", "run", "doc"};
  return plan_.directories[plan_.owners[index]].root / "done" /
         fmt::format("{}-{}-{}", unit.package_name, kinds[static_cast<std::size_t>(unit.kind)], unit.extra_filename);
}

std::string Freshness::expected(const Unit& unit, const std::string& observed) const {
  Fingerprint hash;
  for (const auto& dependency : unit.dependencies) hash.field("dependency", stamps_[dependency.unit]);
  return hash.field("observed", observed).hex();
}

bool Freshness::is_fresh(std::size_t index, const Environment& environment) {
  const auto& unit = plan_.units[index];
  const auto all_there = [](const auto& path) { return fs::is_file(path); };
  if (!std::ranges::all_of(unit.invocation.outputs, all_there)) return false;
  std::string observed;
  if (unit.kind == UnitKind::run_build_script) {
    const auto text = fs::read(script_output_file(unit));
    if (!text) return false;
    const auto output = parse_script_output(*text, unit.package_name);
    if (!output) return false;
    observed = *text + digest(observe(unit, *output, environment));
  }
  const auto stamp = fs::read(stamp_file(index));
  if (!stamp || *stamp != expected(unit, observed)) return false;
  stamps_[index] = *stamp;
  return true;
}

// What a run of a build script depends on is known when it has ended; nothing starts on its account before.
void Freshness::begin(std::size_t index) { stamps_[index] = expected(plan_.units[index], {}); }

Result<void> Freshness::record(std::size_t index, const Environment& environment, const ScriptOutput* script) {
  const auto& unit = plan_.units[index];
  std::string observed;
  if (unit.kind == UnitKind::run_build_script && script != nullptr) {
    observed = fs::read(script_output_file(unit)).value_or("") + digest(observe(unit, *script, environment));
  }
  stamps_[index] = expected(unit, observed);
  return fs::write_atomically(stamp_file(index), stamps_[index]);
}

}  // namespace buildstd::invoker
