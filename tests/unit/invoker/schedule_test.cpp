// SPDX-License-Identifier: MIT
#include "invoker/schedule.hpp"

#include <catch2/catch.hpp>

using namespace buildstd;
using invoker::Schedule;
using planner::Unit;
using planner::UnitKind;

namespace {

Unit unit(std::string crate, std::vector<std::size_t> dependencies, UnitKind kind = UnitKind::library) {
  Unit made;
  made.kind = kind;
  made.crate_name = std::move(crate);
  for (const auto dependency : dependencies) made.dependencies.push_back({dependency, "x", false});
  return made;
}

std::size_t take(Schedule& schedule) {
  const auto next = schedule.most_urgent();
  REQUIRE(next);
  schedule.take(*next);
  return *next;
}

}  // namespace

TEST_CASE("an empty schedule is done", "[invoker][schedule]") {
  const std::vector<Unit> units;
  const Schedule schedule(units, {});
  CHECK(schedule.done());
  CHECK_FALSE(schedule.most_urgent());
}

TEST_CASE("a library starts when the metadata of what it needs is there", "[invoker][schedule]") {
  const std::vector units{unit("a", {}), unit("b", {0}), unit("c", {0, 1})};
  Schedule schedule(units, {});
  CHECK(take(schedule) == 0);
  CHECK_FALSE(schedule.most_urgent());
  schedule.metadata_ready(0);
  CHECK(take(schedule) == 1);
  CHECK_FALSE(schedule.most_urgent());
  schedule.metadata_ready(1);
  CHECK(take(schedule) == 2);
  schedule.finished(2);
  schedule.finished(0);
  CHECK_FALSE(schedule.done());
  schedule.finished(1);
  CHECK(schedule.done());
}

TEST_CASE("metadata told twice, or after the end, releases once", "[invoker][schedule]") {
  const std::vector units{unit("a", {}), unit("b", {}), unit("c", {0, 1})};
  Schedule schedule(units, {});
  take(schedule);
  take(schedule);
  schedule.metadata_ready(0);
  schedule.metadata_ready(0);
  CHECK_FALSE(schedule.most_urgent());
  schedule.finished(0);
  schedule.metadata_ready(0);
  CHECK_FALSE(schedule.most_urgent());
  schedule.finished(1);
  CHECK(schedule.most_urgent() == 2);
}

TEST_CASE("what links or runs waits for the whole of what it needs", "[invoker][schedule]") {
  const std::vector units{unit("helper", {}), unit("build_script_build", {0}, UnitKind::build_script),
                          unit("build_script_build", {1}, UnitKind::run_build_script), unit("lib", {2})};
  Schedule schedule(units, {});
  CHECK(take(schedule) == 0);
  schedule.metadata_ready(0);
  CHECK_FALSE(schedule.most_urgent());  // an executable needs the rlib
  schedule.finished(0);
  CHECK(take(schedule) == 1);
  schedule.metadata_ready(1);
  CHECK_FALSE(schedule.most_urgent());
  schedule.finished(1);
  CHECK(take(schedule) == 2);
  schedule.finished(2);
  CHECK(take(schedule) == 3);
}

TEST_CASE("what links waits for the code of all libraries below it", "[invoker][schedule]") {
  for (const auto kind : {UnitKind::build_script, UnitKind::library}) {
    std::vector units{unit("c", {}), unit("b", {0}), unit("a", {1}, kind)};
    if (kind == UnitKind::library) units[2].crate_types = {"rlib", "dylib"};
    Schedule schedule(units, {});
    CHECK(take(schedule) == 0);
    schedule.metadata_ready(0);
    CHECK(take(schedule) == 1);
    schedule.metadata_ready(1);
    schedule.finished(1);
    CHECK_FALSE(schedule.most_urgent());  // a library would not wait for the rest of `c`
    schedule.finished(0);
    CHECK(take(schedule) == 2);
    schedule.finished(2);
    CHECK(schedule.done());
  }
}

TEST_CASE("the longest way to the end goes first", "[invoker][schedule]") {
  // `std` is long, so what leads to it is urgent; `leaf` leads nowhere.
  const std::vector units{unit("leaf", {}), unit("small", {}), unit("alloc", {}), unit("std", {1})};
  Schedule schedule(units, {});
  CHECK(take(schedule) == 1);
  CHECK(take(schedule) == 2);
  CHECK(take(schedule) == 0);
}

TEST_CASE("codegen on nobody's way lets what is more urgent go first", "[invoker][schedule]") {
  // core's codegen takes 3 s, nothing waits for it; alloc leads to 10 s, leaf to 1 s.
  const std::vector units{unit("core", {}), unit("alloc", {0}), unit("std", {1}), unit("leaf", {0})};
  Schedule schedule(units, {{5, 3}, {2, 1}, {4, 4}, {0.5, 0.5}});
  CHECK(take(schedule) == 0);
  CHECK(schedule.less_urgent_codegen(1).empty());  // still in its frontend
  schedule.metadata_ready(0);
  CHECK(schedule.less_urgent_codegen(1) == std::vector<std::size_t>{0});
  CHECK(schedule.less_urgent_codegen(3).empty());
  schedule.finished(0);
  CHECK(schedule.less_urgent_codegen(1).empty());
}

TEST_CASE("codegen that somebody waits for has that one's urgency", "[invoker][schedule]") {
  const std::vector units{unit("helper", {}), unit("build_script_build", {0}, UnitKind::build_script),
                          unit("other", {})};
  Schedule schedule(units, {{1, 1}, {20, 0}, {5, 5}});
  take(schedule);
  schedule.metadata_ready(0);
  CHECK(schedule.less_urgent_codegen(2).empty());
}

TEST_CASE("long codegen is not left for last", "[invoker][schedule]") {
  const std::vector units{unit("small", {}), unit("front", {}), unit("back", {})};
  Schedule schedule(units, {{3, 1}, {5, 0}, {1, 9}});
  CHECK(take(schedule) == 2);
  CHECK(take(schedule) == 1);
  CHECK(take(schedule) == 0);
}

TEST_CASE("the time left is the longest way, or the work of all processors", "[invoker][schedule]") {
  const std::vector units{unit("core", {}), unit("alloc", {0}), unit("std", {1})};
  Schedule schedule(units, {{5, 3}, {2, 1}, {4, 4}});
  CHECK(schedule.time_left(2, {0, 0, 0}) == Approx(15));
  CHECK(schedule.time_left(1, {0, 0, 0}) == Approx(19));
  CHECK(schedule.time_left(2, {2, 0, 0}) == Approx(13));
  take(schedule);
  schedule.metadata_ready(0);
  take(schedule);
  CHECK(schedule.time_left(2, {6, 1, 0}) == Approx(9));
  CHECK(schedule.time_left(2, {100, 100, 0}) == Approx(8));  // slower than it was
  schedule.finished(0);
  schedule.finished(1);
  schedule.finished(2);
  CHECK(schedule.time_left(2, {0, 0, 0}) == 0);
}

TEST_CASE("a library that all others wait for is alone, whatever scripts there are", "[invoker][schedule]") {
  const std::vector units{unit("core", {}), unit("alloc", {0}), unit("std", {1, 3}),
                          unit("run", {4}, UnitKind::run_build_script),
                          unit("build_script_build", {}, UnitKind::build_script)};
  Schedule schedule(units, {});
  CHECK(schedule.blocks_all_libraries(0));
  CHECK_FALSE(schedule.blocks_all_libraries(1));  // core is at work
  schedule.metadata_ready(0);
  CHECK_FALSE(schedule.blocks_all_libraries(1));  // still
  schedule.finished(0);
  CHECK(schedule.blocks_all_libraries(1));
}

TEST_CASE("with two targets nothing is alone", "[invoker][schedule]") {
  const std::vector units{unit("core", {}), unit("alloc", {0}), unit("core", {}), unit("alloc", {2})};
  const Schedule schedule(units, {});
  for (std::size_t i = 0; i < units.size(); ++i) CHECK_FALSE(schedule.blocks_all_libraries(i));
}
