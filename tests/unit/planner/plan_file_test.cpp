// SPDX-License-Identifier: MIT
#include "buildstd/planner/plan_file.hpp"

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using buildstd::planner::testing::World;
using buildstd::testing::message_of;
using buildstd::testing::value_of;
using Catch::Matchers::Contains;

namespace {

/// With all that a call can have.
PlanFile full_file() {
  auto world = World::small_std("/rust $x/library");
  world.toolchain.unstable_options = {"embed-metadata"};
  world.rustflags = {"-Ctarget-cpu=x", "--cfg", "a=\"\n\""};
  world.panic = PanicStrategy::unwind;
  world.package("std").public_dependency = true;
  auto request = world.request();
  request.linker = "/bin/ld";
  request.preload = "/lib/preload.so";
  request.with_dylib = true;
  request.frontend_threads = 3;
  return {value_of(make_plan(request)), {{"MINE", "a\nb"}}, "/bin/wrapper"};
}

}  // namespace

TEST_CASE("a plan that is read from its file makes the same commands", "[planner][plan_file]") {
  const auto file = full_file();
  const auto read = value_of(parse_plan_file(write_plan_file(file)));
  CHECK(read.environment == file.environment);
  CHECK(read.rustc_wrapper == file.rustc_wrapper);
  CHECK(read.plan.key == file.plan.key);
  CHECK(read.plan.source_root == file.plan.source_root);
  REQUIRE(read.plan.units.size() == file.plan.units.size());
  for (std::size_t i = 0; i < read.plan.units.size(); ++i) {
    const auto& one = read.plan.units[i];
    const auto& other = file.plan.units[i];
    CHECK(render(one, read.plan.units).command == render(other, file.plan.units).command);
    CHECK(one.outputs() == other.outputs());
    CHECK(one.dep_info() == other.dep_info());
    CHECK(one.key == other.key);
    if (one.kind == UnitKind::run_build_script) continue;
    CHECK(one.call().codegen_units == other.call().codegen_units);
    CHECK(one.call().frontend_threads == other.call().frontend_threads);
    CHECK(one.call().ignored_script_cfgs == other.call().ignored_script_cfgs);
  }
}

TEST_CASE("a plan's file that is damaged, or another version's, is an error", "[planner][plan_file]") {
  const auto text = write_plan_file(full_file());
  const auto with = [&](std::string_view from, const std::string& to) {
    auto changed = text;
    const auto at = changed.find(from);
    REQUIRE(at != std::string::npos);
    return message_of(parse_plan_file(changed.replace(at, from.size(), to)));
  };
  CHECK_THAT(message_of(parse_plan_file("")), Contains("the plan's file cannot be read"));
  CHECK_THAT(message_of(parse_plan_file("[]")), Contains("write the build file again"));
  CHECK_THAT(message_of(parse_plan_file(text.substr(0, text.size() / 2))), Contains("cannot be read"));
  CHECK_THAT(with("\"version\": \"", "\"version\": \"x"), Contains("another version of buildstd"));
  CHECK_THAT(with("\"units\"", "\"united\""), Contains("units"));
  CHECK_THAT(with("\"unit\": 0", "\"unit\": 99"), Contains("do not fit together"));
}
