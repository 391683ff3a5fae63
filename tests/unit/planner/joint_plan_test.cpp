// SPDX-License-Identifier: MIT
#include "buildstd/planner/joint_plan.hpp"

#include <algorithm>

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;

namespace {

std::size_t scripts_in(const std::vector<Unit>& units) {
  return static_cast<std::size_t>(
      std::ranges::count_if(units, [](const auto& unit) { return unit.kind == UnitKind::build_script; }));
}

}  // namespace

TEST_CASE("plans for two targets share their build scripts and nothing else", "[planner][joint]") {
  auto world = World::small_std();
  const auto first = world.plan();
  world.target.name = world.target.argument = "riscv64gc-unknown-linux-gnu";
  const auto second = world.plan();
  const auto joint = join({&first, &second});

  CHECK(scripts_in(joint.units) == 1);
  CHECK(joint.units.size() == first.units.size() + second.units.size() - 1);
  REQUIRE(joint.plans.size() == 2);
  CHECK(joint.plans[1].size() == second.units.size());
  for (std::size_t i = 0; i < joint.units.size(); ++i) {
    for (const auto& dependency : joint.units[i].dependencies) CHECK(dependency.unit < i);
  }
  // The second target's run of the script starts the program that the first plan makes.
  for (std::size_t i = 0; i < second.units.size(); ++i) {
    const auto place = joint.plans[1][i];
    const auto& unit = joint.units[place];
    CHECK(unit.package_name == second.units[i].package_name);
    CHECK(joint.owners[place] == (unit.kind == UnitKind::build_script ? 0U : 1U));
    if (unit.kind != UnitKind::run_build_script) continue;
    const auto& program = joint.units[unit.dependencies.back().unit];
    CHECK(render(unit, joint.units).command.program == program.outputs().front());
    CHECK(joint.owners[unit.dependencies.back().unit] == 0);
  }
}

TEST_CASE("one plan by itself stays as it is", "[planner][joint]") {
  const auto world = World::small_std();
  const auto plan = world.plan();
  const auto joint = join({&plan});
  REQUIRE(joint.units.size() == plan.units.size());
  for (std::size_t i = 0; i < plan.units.size(); ++i)
    CHECK(render(joint.units[i], joint.units).command == render(plan.units[i], plan.units).command);
}

TEST_CASE("scripts that differ are not shared", "[planner][joint]") {
  auto world = World::small_std();
  const auto first = world.plan();
  world.target.name = world.target.argument = "bare-unknown-none";
  world.target.has_std = false;  // compiler_builtins gets `mem`, and its script too
  const auto second = world.plan();
  CHECK(scripts_in(join({&first, &second}).units) == 2);
}
