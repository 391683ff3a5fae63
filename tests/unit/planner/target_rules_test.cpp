// SPDX-License-Identifier: MIT
#include "buildstd/planner/target_rules.hpp"

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;
using Strings = std::vector<std::string>;

namespace {

toolchain::Target target(CfgSet cfgs, std::optional<bool> has_std = true) {
  toolchain::Target target;
  target.name = target.argument = "a-target";
  target.cfgs = std::move(cfgs);
  target.has_std = has_std;
  return target;
}

Strings features(const toolchain::Target& target) { return rule_values(TargetRule::Kind::std_feature, target); }
Strings variables(const toolchain::Target& target) { return rule_values(TargetRule::Kind::environment, target); }

}  // namespace

TEST_CASE("every rule says for whom it is and where it comes from", "[planner][targets]") {
  for (const auto& rule : target_rules()) {
    CHECK_FALSE(rule.value.empty());
    CHECK_FALSE(rule.targets.empty());
    CHECK_FALSE(rule.source.empty());
  }
}

TEST_CASE("memory functions come with the targets that have nobody else for them", "[planner][targets]") {
  CHECK(features(target({{"target_os", "none"}}, std::nullopt)) == Strings{"compiler-builtins-mem"});
  CHECK(features(target({{"target_os", "psp"}}, false)) == Strings{"compiler-builtins-mem"});
  CHECK(features(target({{"target_os", "zkvm"}}, std::nullopt)) == Strings{"compiler-builtins-mem"});
  CHECK(features(target({{"target_os", "uefi"}}, std::nullopt)).empty());
  CHECK(features(target({{"target_os", "linux"}})).empty());
}

TEST_CASE("LLVM's unwinder where bootstrap brings it", "[planner][targets]") {
  CHECK(features(target({{"target_os", "fuchsia"}})) == Strings{"llvm-libunwind"});
  CHECK(features(target({{"target_os", "linux"}, {"target_env", "musl"}, {"target_arch", "hexagon"}})) ==
        Strings{"llvm-libunwind"});
  CHECK(features(target({{"target_os", "qurt"}, {"target_arch", "hexagon"}})).empty());
}

TEST_CASE("files for linking", "[planner][targets]") {
  auto musl = target({{"target_os", "linux"}, {"target_env", "musl"}, {"target_feature", "crt-static"}});
  musl.self_contained_objects = {"crt1.o"};
  CHECK(self_contained_files(musl) == std::set<std::string>{"crt1.o", "libc.a", "libunwind.a"});
  musl.cfgs.insert({"target_arch", "s390x"});
  CHECK(self_contained_files(musl) == std::set<std::string>{"crt1.o", "libc.a"});
  CHECK(self_contained_files(target({{"target_os", "linux"}, {"target_env", "musl"}})).empty());
  CHECK(self_contained_files(target({{"target_os", "wasi"}})) == std::set<std::string>{"libc.a"});
}

TEST_CASE("Apple's deployment targets are part of the commands", "[planner][targets]") {
  CHECK(variables(target({{"target_os", "macos"}})) == Strings{"MACOSX_DEPLOYMENT_TARGET"});
  CHECK(variables(target({{"target_os", "visionos"}})) == Strings{"XROS_DEPLOYMENT_TARGET"});
  CHECK(variables(target({{"target_os", "linux"}})).empty());
  auto world = World::small_std();
  const auto before = world.plan();
  world.environment["MACOSX_DEPLOYMENT_TARGET"] = "12.0";
  const auto after = world.plan();
  CHECK(after.key != before.key);
  CHECK(unit(after, "core").command.environment.at("MACOSX_DEPLOYMENT_TARGET") == "12.0");
}

TEST_CASE("startup objects of Windows with GNU's tools", "[planner][targets]") {
  auto world = World::small_std();
  CHECK(world.plan().startup_objects.empty());
  world.target.cfgs = {{"windows", std::nullopt}, {"target_os", "windows"}, {"target_env", "gnu"}};
  const auto plan = world.plan();
  REQUIRE(plan.startup_objects.size() == 2);
  const auto command = render(plan.startup_objects.front(), plan.directories);
  CHECK(command.arguments.back() == "/rust/library/rtstartup/rsbegin.rs");
  CHECK(command.environment.at("RUSTC_BOOTSTRAP") == "1");
  CHECK(command.arguments[4] == (plan.directories.objects() / "rsbegin.o").string());
  world.output = Output::metadata;
  CHECK(world.plan().startup_objects.empty());
  world.output = Output::artifacts;
  world.target.cfgs.insert({"target_abi", "llvm"});
  CHECK(world.plan().startup_objects.empty());
}
