// SPDX-License-Identifier: MIT
#include "buildstd/planner/export_build.hpp"

#include "buildstd/base/text.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using buildstd::planner::testing::World;
using buildstd::testing::value_of;
using Catch::Matchers::Contains;

namespace {

const BuildFileContext file_context{"/bin/build std", {"+mine", "-C", "/w", "--target=x"}, 3};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

/// The lines of the statement that makes what ends so.
std::string statement(const std::string& file, std::string_view target, std::string_view separator) {
  for (const auto& part : text::split(text::replace_all(file, "\n\n", "\x01"), '\x01')) {
    const auto first = part.substr(0, part.find(separator));
    if (first.find(target) != std::string::npos) return part;
  }
  return {};
}

}  // namespace

TEST_CASE("ninja: a statement for each unit and the sysroot, a pool, restat, depfiles", "[planner][export]") {
  auto world = World::small_std();
  world.build_root = "/tar $get/build";
  const auto plan = world.plan();
  const auto file = value_of(as_ninja({plan}, file_context));
  CHECK(count(file, "\nbuild /") == plan.units.size() + 2);
  CHECK_THAT(file, Contains("pool rustc\n  depth = 3\n") && Contains("restat = 1") && Contains("deps = gcc") &&
                       Contains("default sysroots\n") && Contains("build sysroot-aarch64-unknown-linux-gnu: phony"));
  const auto core = statement(file, "libcore-", ": step");
  CHECK_THAT(core, Contains("rlib | /") && Contains(".rmeta: step") && Contains("desc = Compiling core v0.0.0") &&
                       Contains("'/bin/build std' step ") && Contains("/plan.json' --unit=0 --restat\n"));
  // Dollars are ninja's own everywhere.
  CHECK_THAT(core, Contains("/tar $$get/build"));
  CHECK(count(file, "$get") == count(file, "$$get"));
  const auto install = statement(file, "/installed", ": install");
  CHECK_THAT(install, Contains("'/bin/build std' +mine step install --key " + plan.key + " -C /w --target=x\n"));
}

TEST_CASE("a step waits for what its unit depends on", "[planner][export]") {
  const auto plan = World::small_std().plan();
  const auto file = value_of(as_ninja({plan}, file_context));
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    const auto step = statement(file, main_output(plan.units[i]).string(), ": step");
    CHECK_THAT(step, Contains(" --unit=" + std::to_string(i) + " "));
    const auto inputs = step.substr(step.find(": step"), step.find(" ||") - step.find(": step"));
    for (const auto& dependency : plan.units[i].dependencies)
      CHECK_THAT(inputs, Contains(" " + main_output(plan.units[dependency.unit]).string()));
    CHECK(count(inputs, " /") == plan.units[i].dependencies.size());
  }
}

TEST_CASE("make: a rule for each unit and the sysroot, with its names", "[planner][export]") {
  auto world = World::small_std();
  world.build_root = "/tar get/50%:#";
  const auto plan = world.plan();
  const auto file = value_of(as_make({plan}, file_context));
  CHECK(count(file, "\n\t+@") == plan.units.size() + 2);
  CHECK(count(file, "-include /tar\\ get/50%:\\#/") == plan.units.size());
  CHECK_THAT(file, Contains(".DELETE_ON_ERROR:") && Contains("sysroots: sysroot-aarch64-unknown-linux-gnu\n"));
  CHECK(file.find("--restat") == std::string::npos);
}

TEST_CASE("no plans are files that do nothing", "[planner][export]") {
  CHECK_THAT(value_of(as_ninja({}, file_context)), Contains("build sysroots: phony\n"));
  CHECK_THAT(value_of(as_make({}, file_context)), Contains("sysroots:\n"));
}

TEST_CASE("a path of several lines is an error", "[planner][export]") {
  auto world = World::small_std();
  world.build_root = "/tar\nget";
  const auto file = as_ninja({world.plan()}, {"/bin/buildstd", {}, 1});
  REQUIRE_FALSE(file.has_value());
  CHECK_THAT(file.error().message(), Contains("contains a newline"));
}
