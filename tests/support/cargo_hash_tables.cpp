// SPDX-License-Identifier: MIT
#include "support/cargo_hash_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "buildstd/base/text.hpp"

namespace buildstd::tests {

namespace {

using nlohmann::json;
using namespace planner;

/// The position of `name` among `names`, which are in the order of an enum.
template <class Enum, std::size_t N>
Enum enumerator(const std::array<std::string_view, N>& names, std::string_view name) {
  return static_cast<Enum>(std::ranges::find(names, name) - names.begin());
}

constexpr std::array<std::string_view, 7> crate_type_names = {"bin",    "lib",       "rlib",      "dylib",
                                                              "cdylib", "staticlib", "proc-macro"};
constexpr std::array<std::string_view, 3> panic_names = {"unwind", "abort", "immediate-abort"};

std::optional<std::string> optional_text(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<std::string>());
}

CargoProfile read_profile(const json& value) {
  CargoProfile profile;
  profile.opt_level = value.value("opt_level", "0");
  profile.lto = value.value("lto", "false");
  profile.codegen_backend = optional_text(value.value("codegen_backend", json()));
  if (value.contains("codegen_units")) profile.codegen_units = value["codegen_units"].get<std::uint32_t>();
  const auto debug = value.value("debuginfo", json(0));
  const auto word = debug.is_string() ? debug.get<std::string>() : debug.dump();
  profile.debuginfo = parse_debuginfo(word).value_or(CargoDebuginfo::none);
  profile.split_debuginfo = optional_text(value.value("split_debuginfo", json()));
  profile.debug_assertions = value.value("debug_assertions", false);
  profile.overflow_checks = value.value("overflow_checks", false);
  profile.rpath = value.value("rpath", false);
  profile.incremental = value.value("incremental", false);
  profile.panic = enumerator<CargoPanic>(panic_names, value.value("panic", "unwind"));
  profile.strip = optional_text(value.value("strip", json()));
  profile.rustflags = value.value("rustflags", std::vector<std::string>());
  return profile;
}

CargoPackage read_package(const json& value) {
  return {.name = value[0],
          .version = value[1],
          .source_kind = value[2] == "path" ? CargoSourceKind::path : CargoSourceKind::registry,
          .source = value[3]};
}

CargoTargetKind read_kind(const json& kinds, const std::vector<CargoCrateType>& types) {
  const auto kind = kinds[0].get<std::string>();
  if (kind == "bin") return CargoTargetKind::bin;
  if (kind == "test") return CargoTargetKind::test;
  if (kind == "bench") return CargoTargetKind::bench;
  if (kind == "custom-build") return CargoTargetKind::custom_build;
  if (kind != "example") return CargoTargetKind::lib;
  return types == std::vector{CargoCrateType::bin} ? CargoTargetKind::example_bin : CargoTargetKind::example_lib;
}

/// The unit graph prints both kinds of check alike; a test or benchmark is checked as a test.
CargoMode read_mode(const std::string& mode, CargoTargetKind kind) {
  if (mode == "test") return CargoMode::test;
  const bool is_test = kind == CargoTargetKind::test || kind == CargoTargetKind::bench;
  if (mode == "check") return is_test ? CargoMode::check_test : CargoMode::check;
  return mode == "run-custom-build" ? CargoMode::run_custom_build : CargoMode::build;
}

CargoPlatform read_platform(const std::string& name, const json& scenario) {
  if (!name.ends_with(".json")) return {.name = name, .hashed = name};
  return {.name = name.substr(0, name.size() - 5), .hashed = scenario["files"][name]};
}

/// Reads a row of the table; the order of its columns is UNIT_FIELDS of record_cargo_hashes.py.
CargoUnit read_unit(const json& row, const json& tables, const json& scenario) {
  CargoUnit unit;
  unit.package = read_package(tables["packages"][row[0].get<std::size_t>()]);
  unit.target_name = row[2];
  unit.crate_types.clear();
  for (const auto& type : row[3]) {
    unit.crate_types.push_back(enumerator<CargoCrateType>(crate_type_names, type.get<std::string>()));
  }
  unit.kind = read_kind(row[1], unit.crate_types);
  unit.profile = read_profile(tables["profiles"][row[4].get<std::size_t>()]);
  if (!row[5].is_null()) unit.platform = read_platform(row[5], scenario);
  unit.mode = read_mode(row[6], unit.kind);
  unit.features = tables["features"][row[7].get<std::size_t>()].get<std::vector<std::string>>();
  unit.is_std = row[8];
  unit.dependencies = row[9].get<std::vector<std::size_t>>();
  return unit;
}

/// RUSTFLAGS reach the units for the platform of `--target`, or all of them where none was given.
void give_flags(HashScenario& result, const json& scenario) {
  const bool cross =
      std::ranges::any_of(result.graph.units, [](const auto& unit) { return unit.platform.has_value(); });
  const auto extra = scenario.value("extra_args", json::object());
  for (auto& unit : result.graph.units) {
    if (unit.platform || !cross) unit.rustflags = scenario["rustflags"].get<std::vector<std::string>>();
    unit.extra_args = extra.value(unit.target_name, std::vector<std::string>());
  }
}

HashScenario read_scenario(const json& scenario, const json& tables, const CargoHashContext& context) {
  HashScenario result{.name = scenario["name"],
                      .arguments = scenario["args"].get<std::vector<std::string>>(),
                      .environment = scenario["env"].get<std::map<std::string, std::string>>(),
                      .context = context,
                      .graph = {},
                      .recorded = {}};
  const auto seed = scenario["env"].value("__CARGO_DEFAULT_LIB_METADATA", json());
  result.context.default_lib_metadata = optional_text(seed);
  result.graph.roots = scenario["roots"].get<std::vector<std::size_t>>();
  for (const auto& row : scenario["units"]) {
    result.graph.units.push_back(read_unit(row, tables, scenario));
    result.recorded.push_back(
        {.metadata = optional_text(row[10]), .unit_id = optional_text(row[11]), .compiled = !row[10].is_null()});
  }
  give_flags(result, scenario);
  return result;
}

/// The minor number in "cargo 1.96.0 (…)".
unsigned minor_of(std::string_view cargo) {
  const auto dot = cargo.find('.');
  unsigned minor = 0;
  std::from_chars(cargo.data() + dot + 1, cargo.data() + cargo.size(), minor);
  return minor;
}

void set(CargoProfileTable& table, std::string_view key, const std::string& value) {
  const bool yes = value == "true";
  if (key == "OPT_LEVEL") table.opt_level = value;
  if (key == "LTO") table.lto = value;
  if (key == "CODEGEN_UNITS") table.codegen_units = static_cast<std::uint32_t>(std::stoul(value));
  if (key == "DEBUG") table.debug = parse_debuginfo(value);
  if (key == "SPLIT_DEBUGINFO") table.split_debuginfo = value;
  if (key == "DEBUG_ASSERTIONS") table.debug_assertions = yes;
  if (key == "OVERFLOW_CHECKS") table.overflow_checks = yes;
  if (key == "RPATH") table.rpath = yes;
  if (key == "INCREMENTAL") table.incremental = yes;
  if (key == "PANIC") table.panic = enumerator<CargoPanic>(panic_names, value);
  if (key == "STRIP") table.strip = yes ? "symbols" : value == "false" ? "none" : value;
}

}  // namespace

std::optional<std::string> argument(const HashScenario& scenario, std::string_view name) {
  const auto found = std::ranges::find(scenario.arguments, name);
  const bool has_value = found != scenario.arguments.end() && found + 1 != scenario.arguments.end();
  return has_value ? std::optional(*(found + 1)) : std::nullopt;
}

ProfileVariables profile_variables(const HashScenario& scenario) {
  ProfileVariables result;
  constexpr std::string_view for_build = "BUILD_OVERRIDE_";
  const auto prefix = "CARGO_PROFILE_" + text::upper(argument(scenario, "--profile").value_or("dev")) + "_";
  for (const auto& [variable, value] : scenario.environment) {
    if (!variable.starts_with(prefix)) continue;
    const auto key = std::string_view(variable).substr(prefix.size());
    if (!key.starts_with(for_build)) {
      set(result.settings, key, value);
      continue;
    }
    if (!result.build_override) result.build_override.emplace();
    set(*result.build_override, key.substr(for_build.size()), value);
  }
  return result;
}

Result<HashTables> read_hash_tables(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const auto tables = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (tables.is_discarded()) return fail(fmt::format("{} is no table of unit hashes", file.string()));
  HashTables result{.cargo = tables["cargo"], .scenarios = {}};
  CargoHashContext context{.cargo_minor = minor_of(result.cargo), .rustc_verbose_version = {}};
  for (const auto& line : tables["rustc"]) context.rustc_verbose_version += line.get<std::string>() + "\n";
  for (const auto& scenario : tables["scenarios"]) result.scenarios.push_back(read_scenario(scenario, tables, context));
  return result;
}

HashComparison compare_hashes(const HashScenario& scenario) {
  HashComparison comparison;
  const auto hashes = cargo_hashes(scenario.graph, scenario.context);
  if (!hashes) {
    comparison.differences.push_back(scenario.name + ": " + hashes.error().message());
    return comparison;
  }
  for (std::size_t i = 0; i < hashes->size(); ++i) {
    const auto& recorded = scenario.recorded[i];
    const auto& computed = (*hashes)[i];
    if (!recorded.metadata && !recorded.unit_id) continue;
    ++comparison.compared;
    const bool same_metadata = !recorded.metadata || *recorded.metadata == computed.metadata;
    const bool same_place = !recorded.compiled || computed.in_file_name == recorded.unit_id.has_value();
    const bool same_id = !recorded.unit_id || *recorded.unit_id == computed.unit_id;
    if (same_metadata && same_place && same_id) continue;
    const auto& unit = scenario.graph.units[i];
    comparison.differences.push_back(fmt::format(
        "{}: {} {} ({}): metadata {} is {}, unit id {} is {}", scenario.name, unit.package.name, unit.target_name,
        unit.platform ? unit.platform->name : "host", computed.metadata, recorded.metadata.value_or("unknown"),
        computed.in_file_name ? computed.unit_id : "none", recorded.unit_id.value_or("none")));
  }
  return comparison;
}

}  // namespace buildstd::tests
