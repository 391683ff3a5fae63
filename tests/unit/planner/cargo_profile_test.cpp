// SPDX-License-Identifier: MIT
#include "buildstd/planner/cargo_profile.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

#include "support/cargo_hash_tables.hpp"

using namespace buildstd::planner;
using buildstd::tests::HashScenario;

namespace {

using Tables = std::map<std::string, CargoProfileTable>;  // by package; "": of all, "build": build-override

CargoProfileTable debug_and_level(CargoDebuginfo debug, std::optional<std::string> level = std::nullopt) {
  CargoProfileTable table;
  table.debug = debug;
  table.opt_level = std::move(level);
  return table;
}

/// `[profile]` of library/Cargo.toml of Rust 1.96.
Tables library_profile(const std::string& name) {
  Tables tables;
  tables[""];
  if (name == "dev") {
    tables["panic_abort"].rustflags = {"-Cpanic=abort"};
    return tables;
  }
  tables["compiler_builtins"].codegen_units = 10000;
  for (const auto* crate : {"addr2line", "gimli", "miniz_oxide", "rustc-demangle"}) {
    tables[crate] = debug_and_level(CargoDebuginfo::none, "s");
  }
  for (const auto* crate : {"adler2", "object"}) tables[crate] = debug_and_level(CargoDebuginfo::none);
  tables["panic_abort"].rustflags = {"-Cpanic=abort"};
  if (name == "release") return tables;
  tables[""].codegen_units = 1;
  tables[""].debug = CargoDebuginfo::limited;
  tables[""].rustflags = {"-Cembed-bitcode=yes", "-Zunstable-options", "-Cforce-frame-pointers=non-leaf"};
  tables["panic_abort"].rustflags = {"-Cpanic=abort", "-Cembed-bitcode=yes", "-Zunstable-options",
                                     "-Cforce-frame-pointers=non-leaf"};
  return tables;
}

std::optional<CargoProfileTable> table(const Tables& tables, const std::string& name) {
  const auto found = tables.find(name);
  return found == tables.end() ? std::nullopt : std::optional(found->second);
}

CargoProfile profile_of(const CargoUnit& unit, const Tables& tables, bool is_dev, const HashScenario& scenario) {
  const auto incremental = scenario.environment.find("CARGO_INCREMENTAL");
  return cargo_profile({.is_dev = is_dev,
                        .profile = tables.at(""),
                        .build_override = table(tables, "build"),
                        .all_packages = std::nullopt,
                        .package = table(tables, unit.package.name)},
                       {.for_host = !unit.platform,
                        .is_member = unit.package.source_kind == CargoSourceKind::path,
                        .is_path = unit.package.source_kind == CargoSourceKind::path,
                        .incremental = incremental != scenario.environment.end() && incremental->second == "1",
                        .triple = unit.platform ? std::string_view(unit.platform->name) : "x86_64-unknown-linux-gnu"});
}

/// The graph with every profile computed anew.
CargoUnitGraph with_profiles(const HashScenario& scenario, const std::string& name) {
  auto tables = library_profile(name);
  const auto variables = buildstd::tests::profile_variables(scenario);
  tables[""].override_with(variables.settings);
  if (variables.build_override) tables["build"] = *variables.build_override;
  auto graph = scenario.graph;
  for (auto& unit : graph.units) {
    unit.profile = profile_of(unit, tables, name == "dev", scenario);
    if (unit.mode == CargoMode::run_custom_build) unit.profile = script_run_profile(unit.profile, 96);
  }
  decide_strip(graph);
  return graph;
}

CargoProfileTables dev() {
  CargoProfileTables tables;
  tables.is_dev = true;
  return tables;
}

}  // namespace

TEST_CASE("profiles of the library's units are those of the real Cargo", "[planner][cargo_hash]") {
  const auto tables = buildstd::tests::read_hash_tables(TEST_DATA "/cargo_hash/library-1.96.json");
  REQUIRE(tables);
  std::size_t compared = 0;
  for (const auto& scenario : tables->scenarios) {
    if (!buildstd::tests::argument(scenario, "--target")) continue;
    const auto computed = with_profiles(scenario, *buildstd::tests::argument(scenario, "--profile"));
    for (std::size_t i = 0; i < computed.units.size(); ++i, ++compared) {
      INFO(scenario.name << ": " << computed.units[i].package.name << " " << computed.units[i].target_name);
      auto profile = computed.units[i].profile;
      profile.strip_is_deferred = scenario.graph.units[i].profile.strip_is_deferred;  // not part of the table
      CHECK(profile == scenario.graph.units[i].profile);
    }
  }
  CHECK(compared > 280);
}

TEST_CASE("overrides apply in Cargo's order", "[planner][cargo_hash]") {
  CargoProfileTables tables;
  tables.profile.opt_level = "2";
  tables.profile.panic = CargoPanic::abort;
  tables.profile.codegen_units = 1;
  tables.profile.strip = "symbols";
  tables.all_packages.emplace().opt_level = "1";
  tables.package.emplace().rpath = true;
  const auto member = cargo_profile(tables, {});
  CHECK(member.opt_level == "2");
  CHECK(member.panic == CargoPanic::abort);
  CHECK(member.rpath);
  CHECK_FALSE(member.strip);  // the package's override, which says nothing of it, takes it back
  CHECK(member.strip_is_deferred);
  CargoProfileUse use;
  use.is_member = false;
  CHECK(cargo_profile(tables, use).opt_level == "1");
  tables.all_packages.reset();
  use.for_host = true;
  const auto script = cargo_profile(tables, use);
  CHECK(script.opt_level == "0");
  CHECK_FALSE(script.codegen_units);
  CHECK(script.panic == CargoPanic::unwind);
}

TEST_CASE("a build script's run knows of debug assertions since Cargo 1.93", "[planner][cargo_hash]") {
  const auto crate = cargo_profile(dev(), {});
  CHECK(script_run_profile(crate, 93).debug_assertions);
  CHECK_FALSE(script_run_profile(crate, 92).debug_assertions);
  CHECK_FALSE(script_run_profile(crate, 93).overflow_checks);
  CHECK(script_run_profile(crate, 93).debuginfo == CargoDebuginfo::full);
}

TEST_CASE("dev builds are incremental for path packages", "[planner][cargo_hash]") {
  CHECK(cargo_profile(dev(), {}).incremental);
  CargoProfileUse use;
  use.is_path = false;
  CHECK_FALSE(cargo_profile(dev(), use).incremental);
  use = {};
  use.incremental = false;
  CHECK_FALSE(cargo_profile(dev(), use).incremental);
}

TEST_CASE("debuginfo for Apple's systems is unpacked", "[planner][cargo_hash]") {
  CargoProfileUse use;
  use.triple = "aarch64-apple-darwin";
  CHECK(cargo_profile(dev(), use).split_debuginfo == "unpacked");
  CHECK_FALSE(cargo_profile({}, use).split_debuginfo);
}
