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
  const Schedule schedule(units);
  CHECK(schedule.done());
  CHECK_FALSE(schedule.most_urgent());
}

TEST_CASE("a library starts when the metadata of what it needs is there", "[invoker][schedule]") {
  const std::vector units{unit("a", {}), unit("b", {0}), unit("c", {0, 1})};
  Schedule schedule(units);
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
  Schedule schedule(units);
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
  Schedule schedule(units);
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

TEST_CASE("the longest way to the end goes first", "[invoker][schedule]") {
  // `std` is long, so what leads to it is urgent; `leaf` leads nowhere.
  const std::vector units{unit("leaf", {}), unit("small", {}), unit("alloc", {}), unit("std", {1})};
  Schedule schedule(units);
  CHECK(take(schedule) == 1);
  CHECK(take(schedule) == 2);
  CHECK(take(schedule) == 0);
}
