// SPDX-License-Identifier: MIT
#include "buildstd/planner/export.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "buildstd/base/text.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using buildstd::planner::testing::World;
using Catch::Matchers::Contains;

namespace {

std::vector<Plan> two_plans() {
  auto world = World::small_std();
  auto core = world;
  core.crates = StdCrates::core;
  return {world.plan(), core.plan()};
}

}  // namespace

TEST_CASE("the table has a line for each unit", "[planner][export]") {
  const auto plans = two_plans();
  const auto table = as_table(plans);
  CHECK(text::lines(table).size() == plans[0].units.size() + plans[1].units.size() + 2);
  CHECK_THAT(table, Contains("std for aarch64-unknown-linux-gnu: 9 units, profile `dist`, key " + plans[0].key));
  CHECK_THAT(table, Contains("compiler_builtins 0.0.0 (run build script)"));
}

TEST_CASE("JSON holds everything of a unit", "[planner][export]") {
  const auto plans = two_plans();
  const auto json = nlohmann::json::parse(as_json(plans));
  CHECK(json["version"] == 1);
  REQUIRE(json["plans"].size() == 2);
  const auto& units = json["plans"][0]["units"];
  REQUIRE(units.size() == plans[0].units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto unit = planner::testing::planned(plans[0].units[i], plans[0]);
    CHECK(units[i]["package"] == unit.package_name);
    CHECK(units[i]["command"]["arguments"] == nlohmann::json(unit.command.arguments));
    CHECK(units[i]["command"]["environment"].size() == unit.command.environment.size());
    CHECK(units[i]["dependencies"].size() == unit.dependencies.size());
  }
}

TEST_CASE("bytes that are no UTF-8 do not break JSON", "[planner][export]") {
  auto world = World::small_std("/bad\xff/library");
  CHECK_FALSE(nlohmann::json::parse(as_json({world.plan()}), nullptr, false).is_discarded());
}

TEST_CASE("the unit graph is Cargo's, with indexes over all plans", "[planner][export]") {
  const auto plans = two_plans();
  const auto json = nlohmann::json::parse(as_unit_graph(plans));
  const auto first = plans[0].units.size();
  CHECK(json["version"] == 1);
  CHECK(json["units"].size() == first + plans[1].units.size());
  CHECK(json["roots"].size() == plans[0].roots.size() + plans[1].roots.size());
  for (std::size_t i = first; i < json["units"].size(); ++i) {
    for (const auto& dependency : json["units"][i]["dependencies"]) CHECK(dependency["index"] >= first);
  }
  const auto& units = json["units"];
  CHECK(std::ranges::count_if(units, [](const auto& unit) { return unit["mode"] == "run-custom-build"; }) == 2);
}

TEST_CASE("commands are a script, in an order that works", "[planner][export]") {
  const auto plan = World::small_std().plan();
  const auto commands = as_commands({plan});
  CHECK(commands.find("--crate-name core") < commands.find("--crate-name std "));
  CHECK_THAT(commands, Contains("# compiler_builtins 0.0.0: what its build script prints is put before argument"));
  CHECK_THAT(commands, Contains("RUSTC_BOOTSTRAP=1"));
}

TEST_CASE("the graph has every unit and edge", "[planner][export]") {
  const auto plan = World::small_std().plan();
  const auto dot = as_dot({plan});
  std::size_t edges = 0;
  for (const auto& unit : plan.units) edges += unit.dependencies.size();
  std::size_t arrows = 0;
  for (auto at = dot.find(" -> "); at != std::string::npos; at = dot.find(" -> ", at + 1)) ++arrows;
  CHECK(arrows == edges);
  CHECK_THAT(dot, Catch::Matchers::StartsWith("digraph"));
}

TEST_CASE("every choice says where it comes from", "[planner][export]") {
  const auto plan = World::small_std().plan();
  CHECK(plan.choices.size() > 5);
  for (const auto& choice : plan.choices) CHECK_FALSE(choice.source.empty());
  CHECK_THAT(choices_text(plan), Contains("-Cprefer-dynamic") && Contains("bootstrap cargo.rs"));
}
