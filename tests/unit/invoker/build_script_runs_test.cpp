// SPDX-License-Identifier: MIT
#include "unit/invoker/site.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using namespace buildstd::invoker::testing;
using buildstd::planner::testing::World;
using Catch::Matchers::Contains;

TEST_CASE("a build script is run again when what it looked at has changed", "[invoker][build]") {
  Site site;
  const auto watched = site.dir.file("watched", "1");
  const std::map<std::string, std::string> says = {
      {"compiler_builtins", "cargo:rerun-if-env-changed=MY_CC\ncargo:rerun-if-changed=" + watched.string() + "\n"}};
  site.started_by_next_run(says);
  CHECK(site.started_by_next_run(says).empty());
  site.options.environment.set("MY_CC", "clang");
  CHECK(contains(site.started_by_next_run(says), "compiler_builtins(run)"));
  CHECK(site.started_by_next_run(says).empty());
  site.dir.file("watched", "22");
  CHECK(contains(site.started_by_next_run(says), "compiler_builtins(run)"));
  CHECK(site.started_by_next_run(says).empty());
}

TEST_CASE("what build scripts and dep-info depend on is told to the caller", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.script_output = {{"compiler_builtins", "cargo:rerun-if-env-changed=MY_CC\ncargo:rustc-env=OWN=1\n"}};
  const auto& library = planner::testing::unit(site.plan, "compiler_builtins");
  runner.on_start = [&](std::size_t unit) {
    if (runner.name(unit) != "compiler_builtins") return;
    const auto dep_info =
        library.outputs().front().parent_path() / ("compiler_builtins-" + library.extra_filename + ".d");
    require_success(fs::write_atomically(dep_info,
                                         "x: y\n# env-dep:SEEN=1\n# env-dep:UNSEEN\n# env-dep:OWN=1\n"
                                         "# env-dep:CARGO_PKG_NAME=x\n# env-dep:OUT_DIR=x\n"));
  };
  site.options.environment.set("SEEN", "1");
  const auto observed = value_of(site.build(runner)).observed;
  CHECK(observed.environment ==
        std::map<std::string, std::optional<std::string>>{{"MY_CC", {}}, {"SEEN", "1"}, {"UNSEEN", {}}});
  CHECK(observed.unchanged(site.options.environment));
  site.options.environment.set("MY_CC", "");
  CHECK_FALSE(observed.unchanged(site.options.environment));
}

TEST_CASE("what a build script says reaches its own crate, and no other", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.script_output = {{"compiler_builtins",
                           "cargo:rustc-cfg=found\ncargo:rustc-cfg=restricted_std\ncargo:rustc-env=MADE=here\n"
                           "cargo:rustc-env=RUSTC_BOOTSTRAP=0\ncargo:warning=careful\n"}};
  value_of(site.build(runner));
  const auto& command = runner.started.at("compiler_builtins");
  const auto& planned = planner::testing::unit(site.plan, "compiler_builtins");
  const auto at = static_cast<std::ptrdiff_t>(planned.script_arguments_at);
  CHECK(Strings(command.arguments.begin() + at, command.arguments.begin() + at + 2) == Strings{"--cfg", "found"});
  CHECK_FALSE(contains(command.arguments, "restricted_std"));
  CHECK(command.environment.at("MADE") == "here");
  CHECK(command.environment.at("RUSTC_BOOTSTRAP") == "1");
  CHECK_FALSE(runner.started.at("alloc").environment.contains("MADE"));
  CHECK_FALSE(contains(runner.started.at("alloc").arguments, "found"));
  REQUIRE(site.diagnostics.all.size() == 1);
  CHECK(site.diagnostics.all.front().message == "compiler_builtins v0.0.0: careful");
}

TEST_CASE("metadata of a linked package reaches the scripts that depend on it", "[invoker][build]") {
  auto world = World::small_std();
  auto& std_package = world.package("std");
  std_package.build_script = std_package.root() / "build.rs";
  world.depend("std", "compiler_builtins");
  Site site(world);
  FakeRunner runner(site.plan);
  runner.script_output = {{"compiler_builtins", "cargo:my-key=value\n"}};
  value_of(site.build(runner));
  CHECK(runner.started.at("std(run)").environment.at("DEP_COMPILER_RT_MY_KEY") == "value");
  CHECK_FALSE(runner.started.at("std").environment.contains("DEP_COMPILER_RT_MY_KEY"));
}

TEST_CASE("errors that a build script reports fail the build", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.script_output = {{"compiler_builtins", "cargo::error=no assembler\ncargo::error=no luck\n"}};
  const auto message = message_of(site.build(runner));
  CHECK_THAT(message, Contains("build script of `compiler_builtins v0.0.0` reported errors"));
  CHECK_THAT(message, Contains("  no assembler\n  no luck\n"));
}

TEST_CASE("a script that prints nonsense fails the build, and is run again the next time", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.script_output = {{"compiler_builtins", "cargo::nonsense=1\n"}};
  CHECK_THAT(message_of(site.build(runner)), Contains("unknown key `nonsense`"));
  CHECK(contains(site.started_by_next_run(), "compiler_builtins(run)"));
}
