// SPDX-License-Identifier: MIT
#include "buildstd/invoker/bound.hpp"

#include <catch2/catch.hpp>

using namespace buildstd::invoker;
using buildstd::planner::Unit;
using buildstd::planner::UnitKind;
using Indices = std::vector<std::size_t>;

namespace {

Unit unit(const Indices& dependencies, UnitKind kind = UnitKind::library) {
  Unit made;
  made.kind = kind;
  for (const auto dependency : dependencies) made.dependencies.push_back({dependency, "x", false});
  return made;
}

BuildBound bound_of(const std::vector<Unit>& units, const std::vector<UnitDuration>& durations, unsigned processors) {
  return lower_bound(units, durations, durations, processors);
}

}  // namespace

TEST_CASE("nothing takes no time", "[invoker][bound]") {
  const auto bound = bound_of({}, {}, 2);
  CHECK(bound.seconds == 0);
  CHECK(bound.critical_path.empty());
}

TEST_CASE("what needs metadata waits for the frontend only", "[invoker][bound]") {
  const std::vector units{unit({}), unit({0}), unit({1})};
  const auto bound = bound_of(units, {{10, 5}, {2, 1}, {3, 4}}, 8);
  CHECK(bound.critical_seconds == Approx(10 + 2 + 3 + 4));
  CHECK(bound.critical_path == Indices{0, 1, 2});
  CHECK(bound.work == Approx(25));
  CHECK(bound.seconds == Approx(19));
}

TEST_CASE("codegen that ends last is the end of the longest way", "[invoker][bound]") {
  const auto bound = bound_of({unit({}), unit({0})}, {{10, 50}, {2, 1}}, 8);
  CHECK(bound.critical_seconds == Approx(60));
  CHECK(bound.critical_path == Indices{0});
}

TEST_CASE("what links or runs waits for the whole", "[invoker][bound]") {
  const std::vector units{unit({}), unit({0}, UnitKind::build_script), unit({1}, UnitKind::run_build_script),
                          unit({2})};
  const auto bound = bound_of(units, {{1, 7}, {2, 0}, {3, 0}, {4, 5}}, 8);
  CHECK(bound.critical_seconds == Approx(1 + 7 + 2 + 3 + 4 + 5));
  CHECK(bound.critical_path == Indices{0, 1, 2, 3});
}

TEST_CASE("the processors bound what the longest way does not", "[invoker][bound]") {
  // Ten seconds in which nothing else can run, then eight units of four seconds on two processors.
  std::vector units{unit({})};
  std::vector<UnitDuration> durations{{10, 0}};
  for (int i = 0; i < 8; ++i) {
    units.push_back(unit({0}));
    durations.push_back({4, 0});
  }
  CHECK(bound_of(units, durations, 2).seconds == Approx(10 + 16));
  CHECK(bound_of(units, durations, 8).seconds == Approx(14));
  CHECK(bound_of(units, durations, 1).seconds == Approx(42));
}
