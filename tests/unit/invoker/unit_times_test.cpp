// SPDX-License-Identifier: MIT
#include "buildstd/invoker/unit_times.hpp"

#include "support/kept_file.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using planner::Unit;
using planner::UnitKind;

namespace {

Unit unit(const std::string& name, const std::string& target = "here", UnitKind kind = UnitKind::library) {
  Unit made;
  made.package_name = name;
  made.crate_name = name;
  made.package_version = "1.0.0";
  made.target = target;
  made.kind = kind;
  return made;
}

}  // namespace

TEST_CASE("a unit's duration leaves out what others had of the processor", "[invoker][unit_times]") {
  UnitTiming timing{.start = 10, .metadata = 20, .end = 40};
  CHECK(timing.alone().frontend == Approx(10));
  CHECK(timing.alone().codegen == Approx(20));
  timing.processor_to_metadata = 6;
  timing.processor = 13;
  CHECK(timing.alone().frontend == Approx(6));
  CHECK(timing.alone().codegen == Approx(7));
  timing.processor = 200;  // many threads: the clock counts
  CHECK(timing.alone().codegen == Approx(20));
  const UnitTiming script{.start = 1, .metadata = {}, .end = 3};
  CHECK(script.alone().frontend == Approx(2));
  CHECK(script.alone().codegen == 0);
}

TEST_CASE("durations are kept for a toolchain and a target", "[invoker][unit_times]") {
  const TempDir dir;
  const auto file = kept_file(dir.path("times.json"));
  UnitTimes times;
  CHECK(times.expected("1.96", {unit("core")}).empty());
  times.add("1.96", unit("core"), {10, 5});
  times.add("1.96", unit("core", "here", UnitKind::build_script), {1, 0});
  times.add("1.96", unit("core", "there"), {20, 6});
  times.save(file);
  const auto loaded = UnitTimes::load(file);
  const auto frontend = [&](const Unit& of, const std::string& toolchain = "1.96") {
    const auto expected = loaded.expected(toolchain, {of});
    REQUIRE(expected.size() == 1);
    return expected.front().frontend;
  };
  CHECK(frontend(unit("core")) == Approx(10));
  CHECK(frontend(unit("core", "there")) == Approx(20));
  CHECK(frontend(unit("core", "here", UnitKind::build_script)) == Approx(1));
  // Of others the most recent one; what nobody has seen is guessed beside what was.
  CHECK(frontend(unit("core", "elsewhere"), "1.97") == Approx(20));
  const auto mixed = loaded.expected("1.96", {unit("core"), unit("std")});
  CHECK(mixed[1].total() == Approx(guessed_duration(unit("std")).total()));
  CHECK(loaded.expected("1.96", {unit("std")}).empty());
}

TEST_CASE("one odd run counts half", "[invoker][unit_times]") {
  UnitTimes times;
  times.add("t", unit("core"), {10, 4});
  times.add("t", unit("core"), {20, 8});
  CHECK(times.expected("t", {unit("core")}).front().frontend == Approx(15));
  CHECK(times.expected("t", {unit("core")}).front().codegen == Approx(6));
}

TEST_CASE("a damaged file of durations counts as absent, or what is sound of it counts", "[invoker][unit_times]") {
  const TempDir dir;
  const char* const none[] = {"",
                              "{",
                              "[]",
                              "7",
                              R"({"format":2,"builds":[]})",
                              R"({"format":1})",
                              R"({"format":1,"builds":7})",
                              R"({"format":1,"builds":[7,{},{"kind":7}]})",
                              R"({"format":1,"builds":[{"kind":"t here","units":[1]}]})",
                              R"({"format":1,"builds":[{"kind":"t here","units":{"core 1.0.0":[1]}}]})",
                              R"({"format":1,"builds":[{"kind":"t here","units":{"core 1.0.0":[-1,1]}}]})",
                              R"({"format":1,"builds":[{"kind":"t here","units":{"core 1.0.0":["x",1e99]}}]})"};
  const auto load = [&](const char* content) { return UnitTimes::load(kept_file(dir.file("times.json", content))); };
  for (const auto* const content : none) {
    CAPTURE(content);
    CHECK(load(content).expected("t", {unit("core")}).empty());
  }
  CHECK(UnitTimes::load({}).expected("t", {unit("core")}).empty());
  const auto half = load(R"({"format":1,"builds":[7,{"kind":"t here","units":{"x":[],"core 1.0.0":[3,4]}}]})");
  CHECK(half.expected("t", {unit("core")}).front().codegen == Approx(4));
}

TEST_CASE("the file of durations does not grow without end", "[invoker][unit_times]") {
  const TempDir dir;
  UnitTimes times;
  for (int i = 0; i < 100; ++i) times.add("t" + std::to_string(i), unit("core"), {1.0 + i, 1});
  for (int i = 0; i < 1000; ++i) times.add("t99", unit("crate" + std::to_string(i)), {1, 1});
  const auto file = kept_file(dir.path("times.json"));
  times.save(file);
  CHECK(file.read().value_or("").size() < 20000);
  const auto loaded = UnitTimes::load(file);
  CHECK(loaded.expected("t99", {unit("core")}).front().frontend == Approx(100));
  CHECK(loaded.expected("t36", {unit("core")}).front().frontend == Approx(37));
  CHECK(loaded.expected("t0", {unit("core")}).front().frontend == Approx(100));  // gone: the most recent other
}
