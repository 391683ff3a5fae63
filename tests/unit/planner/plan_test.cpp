// SPDX-License-Identifier: MIT
#include "buildstd/planner/plan.hpp"

#include <algorithm>
#include <set>

#include "buildstd/base/text.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;
using Catch::Matchers::Contains;

namespace {

using Strings = std::vector<std::string>;

std::set<std::string> packages(const Plan& plan) {
  std::set<std::string> names;
  for (const auto& unit : plan.units) names.insert(unit.package_name);
  return names;
}

}  // namespace

TEST_CASE("each choice of crates plans exactly its closure", "[planner]") {
  auto world = World::small_std();
  CHECK(packages(world.plan()) ==
        std::set<std::string>{"alloc", "compiler_builtins", "core", "panic_abort", "panic_unwind", "std", "sysroot"});
  world.crates = StdCrates::alloc;
  CHECK(packages(world.plan()) == std::set<std::string>{"alloc", "compiler_builtins", "core"});
  world.crates = StdCrates::core;
  CHECK(packages(world.plan()) == std::set<std::string>{"compiler_builtins", "core"});
}

TEST_CASE("compiler_builtins may come from the registry, as it did before Rust 1.90", "[planner]") {
  auto world = World::small_std();
  world.workspace.lock.packages[world.index("compiler_builtins")].source = "registry+https://example.invalid/index";
  world.crates = StdCrates::core;
  CHECK(packages(world.plan()) == std::set<std::string>{"compiler_builtins", "core"});
}

TEST_CASE("dependencies come before their dependents", "[planner]") {
  const auto plan = World::small_std().plan();
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    for (const auto& dependency : plan.units[i].dependencies) CHECK(dependency.unit < i);
  }
}

TEST_CASE("panic strategies choose the runtime and the flag", "[planner]") {
  auto world = World::small_std();
  const auto unset = world.plan();
  CHECK(has_unit(unset, "panic_unwind"));
  CHECK_FALSE(has_argument(unit(unset, "std"), "panic=unwind"));
  world.panic = PanicStrategy::unwind;
  CHECK(has_arguments(unit(world.plan(), "std"), "-C", "panic=unwind"));
  CHECK(has_unit(world.plan(), "panic_unwind"));
  world.panic = PanicStrategy::abort;
  const auto abort = world.plan();
  CHECK(has_arguments(unit(abort, "std"), "-C", "panic=abort"));
  CHECK_FALSE(has_unit(abort, "panic_unwind"));
  world.panic = PanicStrategy::immediate_abort;
  CHECK(has_arguments(unit(world.plan(), "core"), "-C", "panic=immediate-abort"));
  for (const auto strategy : {PanicStrategy::unwind, PanicStrategy::abort}) {
    world.panic = strategy;
    CHECK(has_argument(unit(world.plan(), "panic_abort"), "-Cpanic=abort"));
  }
}

TEST_CASE("targets without std get memory functions, others do not", "[planner]") {
  auto world = World::small_std();
  CHECK(unit(world.plan(), "compiler_builtins").features == Strings{"default"});
  world.target.has_std = false;
  CHECK(unit(world.plan(), "compiler_builtins").features == Strings{"default", "mem"});
  world.target.has_std = std::nullopt;
  CHECK(unit(world.plan(), "compiler_builtins").features == Strings{"default"});
}

TEST_CASE("more features of std are passed on; unknown ones are refused with near names", "[planner]") {
  auto world = World::small_std();
  world.std_features = {"optimize_for_size"};
  CHECK(unit(world.plan(), "std").features == Strings{"backtrace", "optimize_for_size", "panic-unwind"});
  world.std_features = {"optimise_for_size"};
  CHECK_THAT(message_of(make_plan(world.request())),
             Contains("a feature with a similar name exists: `optimize_for_size`"));
}

TEST_CASE("dependencies of other targets are left out, whatever their features did", "[planner]") {
  auto world = World::small_std();
  world.add("windows-link");
  world.depend("std", "windows-link").target = value_of(TargetSelector::parse("cfg(windows)"));
  CHECK_FALSE(has_unit(world.plan(), "windows-link"));
  world.target.cfgs.insert({"windows", std::nullopt});
  const auto plan = world.plan();
  CHECK(unit(plan, "windows-link").crate_name == "windows_link");
}

TEST_CASE("absent packages fail the plan only where a unit needs them", "[planner]") {
  auto world = World::small_std();
  world.add("rand", "0.9.0", false);
  world.depend("std", "rand").target = value_of(TargetSelector::parse("cfg(windows)"));
  world.workspace.members[world.index("rand")] = {std::nullopt, Error("`rand 0.9.0` is not vendored").help("cure"), {}};
  CHECK(make_plan(world.request()).has_value());
  world.target.cfgs.insert({"windows", std::nullopt});
  CHECK_THAT(message_of(make_plan(world.request())),
             Contains("`rand 0.9.0` is not vendored") && Contains("help: cure"));
}

TEST_CASE("inconsistent workspaces are told, not crashed over", "[planner]") {
  World empty;
  CHECK_THAT(message_of(make_plan(empty.request())), Contains("has no package `sysroot`") && Contains("help: "));
  auto circle = World::small_std();
  circle.depend("core", "std");
  CHECK_THAT(message_of(make_plan(circle.request())), Contains("depends on itself"));
  auto no_library = World::small_std();
  no_library.package("panic_abort").library.reset();
  CHECK_THAT(message_of(make_plan(no_library.request())), Contains("`panic_abort` has no library"));
}
