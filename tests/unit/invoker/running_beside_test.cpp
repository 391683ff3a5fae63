// SPDX-License-Identifier: MIT
#include "unit/invoker/site.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using namespace buildstd::invoker::testing;

namespace {

/// A build with two slots, core and compiler_builtins generating code, and alloc wanted more than either.
struct BusySite : Site {
  FakeRunner runner{plan};
  BusySite() {
    runner.slots = 2;
    runner.suspends = true;
    options.expected.assign(plan.units.size(), {1, 1});
    options.expected[runner.unit("alloc")] = {5, 5};
    runner.script = {runner.good("compiler_builtins(build)"), runner.good("compiler_builtins(run)"),
                     MetadataReady{runner.unit("core")}, MetadataReady{runner.unit("compiler_builtins")}};
  }
};

}  // namespace

TEST_CASE("codegen that nobody waits for makes room for what is more urgent", "[invoker][build]") {
  BusySite site;
  auto& runner = site.runner;
  std::map<std::string, UnitTiming> timings;
  site.options.timed = [&](std::size_t unit, const UnitTiming& timing) { timings[runner.name(unit)] = timing; };
  CHECK(value_of(site.build(runner)).compiled == site.plan.units.size());
  CHECK(runner.most_running == 2);
  CHECK(runner.most_alive > 2);
  CHECK(position(runner.log, "suspend core") < position(runner.log, "start alloc"));
  CHECK(position(runner.log, "start alloc") < position(runner.log, "resume core"));
  CHECK(position(runner.log, "resume core") < position(runner.log, "end core"));
  const auto& core = timings.at("core");
  REQUIRE(core.suspended.size() == 1);
  CHECK(core.suspended_seconds() > 0);
  CHECK(core.alone().codegen <= core.duration() - core.suspended_seconds());
}

TEST_CASE("nothing is suspended where a wrapper stands between, or the system cannot", "[invoker][build]") {
  const bool wrapped = GENERATE(true, false);
  BusySite site;
  if (wrapped) site.options.wrapper = "/usr/bin/wrapper";
  site.runner.suspends = wrapped;
  value_of(site.build(site.runner));
  CHECK_FALSE(contains(site.runner.log, "suspend core"));
  CHECK(site.runner.most_alive == 2);
}

TEST_CASE("what is suspended goes on where there is no memory for more", "[invoker][build]") {
  BusySite site;
  site.runner.room = GENERATE(0U, 1U, 2U, 3U);
  if (site.runner.room < 2) site.runner.script.clear();  // it needs two that run
  CHECK(value_of(site.build(site.runner)).compiled == site.plan.units.size());
  CHECK(site.runner.most_alive <= std::max<std::size_t>(1, site.runner.room));
}

TEST_CASE("a unit that ends while it is being suspended is done", "[invoker][build]") {
  BusySite site;
  site.runner.script.push_back(site.runner.good("core"));
  CHECK(value_of(site.build(site.runner)).compiled == site.plan.units.size());
  CHECK_FALSE(contains(site.runner.log, "resume core"));
  CHECK(site.runner.most_running == 2);
}

TEST_CASE("codegen of which little is left is not suspended", "[invoker][build]") {
  BusySite site;
  site.options.expected[site.runner.unit("core")].codegen = 0.01;
  value_of(site.build(site.runner));
  CHECK_FALSE(contains(site.runner.log, "suspend core"));
}

TEST_CASE("times of units are told, and how much is left", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.slots = 2;
  runner.script = {MetadataReady{runner.unit("core")}};
  std::map<std::string, UnitTiming> timings;
  site.options.timed = [&](std::size_t unit, const UnitTiming& timing) { timings[runner.name(unit)] = timing; };
  value_of(site.build(runner));
  CHECK(site.observer.left.empty());  // nothing is known
  CHECK(timings.size() == site.plan.units.size());
  CHECK(timings.at("core").start == 0);
  CHECK(timings.at("core").metadata == 1);
  CHECK(timings.at("core").end == 2);
  CHECK(timings.at("core").processor_to_metadata == 0.5);
  CHECK_FALSE(timings.at("compiler_builtins(run)").metadata);

  Site again;
  again.options.expected.assign(again.plan.units.size(), {1, 1});
  FakeRunner second(again.plan);
  value_of(again.build(second));
  REQUIRE_FALSE(again.observer.left.empty());
  CHECK(again.observer.left.back() == 0);
  CHECK(again.observer.left.front() > again.observer.left.back());
}

TEST_CASE("core is started alone, what needs it is not", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  value_of(site.build(runner));
  CHECK(runner.started_alone.contains("core"));
  CHECK_FALSE(runner.started_alone.contains("compiler_builtins"));
}
