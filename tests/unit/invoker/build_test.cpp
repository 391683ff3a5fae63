// SPDX-License-Identifier: MIT
#include "buildstd/invoker/build.hpp"

#include <csignal>

#include "unit/invoker/site.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using namespace buildstd::invoker::testing;
using buildstd::planner::testing::World;
using Catch::Matchers::Contains;

namespace {

std::filesystem::path script_output_file_of(const planner::Plan& plan, std::string_view package) {
  return planner::testing::unit(plan, package, planner::UnitKind::run_build_script).out_dir().parent_path() / "output";
}

}  // namespace

TEST_CASE("a build runs every unit once, dependencies first", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  const auto result = value_of(site.build(runner));
  CHECK(result.compiled == site.plan.units.size());
  CHECK(runner.started.size() == site.plan.units.size());
  CHECK(site.observer.last_done == site.plan.units.size());
  CHECK(position(runner.log, "end core") < position(runner.log, "start alloc"));
  CHECK(position(runner.log, "end compiler_builtins(run)") < position(runner.log, "start compiler_builtins"));
}

TEST_CASE("a second run has nothing to do", "[invoker][build]") {
  Site site;
  CHECK(site.started_by_next_run().size() == site.plan.units.size());
  CHECK(site.started_by_next_run().empty());
  CHECK(std::ranges::count(site.observer.lines, "fresh core") == 1);
}

TEST_CASE("dependents start when metadata is there", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.slots = 2;
  runner.script = {runner.good("compiler_builtins(build)"), MetadataReady{runner.unit("core")},
                   runner.good("compiler_builtins(run)"), MetadataReady{runner.unit("compiler_builtins")}};
  value_of(site.build(runner));
  // `core` goes on while those that need it run beside it.
  CHECK(position(runner.log, "start panic_abort") < runner.log.size());
  CHECK(runner.most_running == 2);
  CHECK(position(runner.log, "start compiler_builtins") < position(runner.log, "end core"));
}

TEST_CASE("when all libraries have their metadata is told once, while code is still made", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  std::vector<ObservedInputs> told;
  std::size_t ended = 0;
  site.options.metadata_made = [&](std::size_t plan, const ObservedInputs& observed) {
    CHECK(plan == 0);
    told.push_back(observed);
    ended =
        static_cast<std::size_t>(std::ranges::count_if(runner.log, [](auto& line) { return line.starts_with("end"); }));
  };
  runner.on_start = [&](std::size_t unit) {
    if (site.plan.units[unit].is_target_library()) runner.script.emplace_back(MetadataReady{unit});
  };
  const auto result = value_of(site.build(runner));
  REQUIRE(told.size() == 1);
  CHECK(told.front().digest() == result.observed.digest());
  CHECK(ended < site.plan.units.size());
  CHECK(ended > 0);
  // Where all is there already, there is nothing to begin with before.
  told.clear();
  CHECK(site.started_by_next_run().empty());
  CHECK(told.empty());
}

TEST_CASE("not more run at once than there are slots", "[invoker][build]") {
  for (const auto slots : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
    Site site;
    FakeRunner runner(site.plan);
    runner.slots = slots;
    value_of(site.build(runner));
    CHECK(runner.most_running <= slots);
  }
}

TEST_CASE("a failure stops what runs, starts nothing more, and shows the compiler's words", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.slots = 2;
  runner.script = {Finished{runner.unit("core"), false, "exit status: 1", {}, "error: core is broken\n"}};
  const auto message = message_of(site.build(runner));
  CHECK(runner.log == Strings{"start core", "start compiler_builtins(build)", "end core", "stop"});
  CHECK(message.starts_with("error: core is broken\nerror: could not compile `core` (lib)\n"));
  CHECK_THAT(message,
             Contains("process didn't exit successfully: `/toolchain/bin/rustc --crate-name core …` (exit status: 1)"));
}

TEST_CASE("after a failure the next run does what is left", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.script = {runner.good("core"), runner.good("compiler_builtins(build)"),
                   Finished{runner.unit("compiler_builtins(run)"), false, "exit status: 101", "out", "panicked"}};
  const auto message = message_of(site.build(runner));
  CHECK_THAT(message, Contains("failed to run custom build command for `compiler_builtins v0.0.0`"));
  CHECK_THAT(message, Contains("--- stdout\n  out") && Contains("--- stderr\n  panicked"));
  const auto next = site.started_by_next_run();
  CHECK_FALSE(contains(next, "core"));
  CHECK_FALSE(contains(next, "compiler_builtins(build)"));
  CHECK(contains(next, "compiler_builtins(run)"));
}

TEST_CASE("an interrupt ends the build with its own status", "[invoker][build]") {
  const std::pair<int, int> cases[] = {{SIGINT, 130}, {SIGTERM, 101}, {SIGHUP, 101}};
  for (const auto& [signal, status] : cases) {
    Site site;
    FakeRunner runner(site.plan);
    runner.script = {Interrupted{signal}};
    const auto result = site.build(runner);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().exit_status() == status);
    CHECK(runner.log.back() == "stop");
    CHECK_THAT(message_of(result), Contains("nothing was installed"));
  }
}

TEST_CASE("what was done before an interrupt stays done, also what ended before its dependency", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.slots = 2;
  // Pipelined: panic_abort ends while core still generates code, then core ends, then Ctrl-C.
  runner.script = {runner.good("compiler_builtins(build)"),
                   MetadataReady{runner.unit("core")},
                   runner.good("compiler_builtins(run)"),
                   runner.good("compiler_builtins"),
                   runner.good("core"),
                   Interrupted{SIGINT}};
  CHECK_FALSE(site.build(runner).has_value());
  REQUIRE(position(runner.log, "end compiler_builtins") < position(runner.log, "end core"));
  const auto next = site.started_by_next_run();
  CHECK_FALSE(contains(next, "core"));
  CHECK_FALSE(contains(next, "compiler_builtins"));
}

TEST_CASE("what was made from metadata that has gone since is made again", "[invoker][build]") {
  auto world = World::small_std();
  auto& core = world.package("core");
  core.build_script = core.root() / "build.rs";
  Site site(world);
  FakeRunner runner(site.plan);
  runner.slots = 2;
  runner.script_output = {{"core", "cargo:rustc-cfg=one\n"}};
  runner.script = {runner.good("core(build)"),
                   runner.good("core(run)"),
                   runner.good("compiler_builtins(build)"),
                   runner.good("compiler_builtins(run)"),
                   MetadataReady{runner.unit("core")},
                   runner.good("compiler_builtins"),
                   Interrupted{SIGINT}};
  CHECK_FALSE(site.build(runner).has_value());
  // core never ended, so it is made again, and says something else now.
  require_success(fs::remove_all(script_output_file_of(site.plan, "core")));
  const auto next = site.started_by_next_run({{"core", "cargo:rustc-cfg=two\n"}});
  CHECK(contains(next, "core"));
  CHECK(contains(next, "compiler_builtins"));
}

TEST_CASE("an output that is gone is made again", "[invoker][build]") {
  Site site;
  site.started_by_next_run();
  require_success(fs::remove_all(planner::testing::unit(site.plan, "panic_abort").outputs().back()));
  CHECK(contains(site.started_by_next_run(), "panic_abort"));
}

TEST_CASE("stamps of something else count for nothing", "[invoker][build]") {
  Site site;
  site.started_by_next_run();
  const auto done = site.plan.directories.root / "done";
  for (const auto& stamp : value_of(fs::list(done))) require_success(fs::write_atomically(done / stamp, "garbage"));
  CHECK(site.started_by_next_run().size() == site.plan.units.size());
}

TEST_CASE("a wrapper is put before the compiler, and scripts are told of it", "[invoker][build]") {
  Site site;
  site.options.wrapper = "/usr/bin/ccache wrapper";
  FakeRunner runner(site.plan);
  value_of(site.build(runner));
  for (const auto* name : {"core", "compiler_builtins(build)"}) {
    CHECK(runner.started.at(name).program == "/usr/bin/ccache wrapper");
    CHECK(runner.started.at(name).arguments.front() == "/toolchain/bin/rustc");
  }
  const auto& run = runner.started.at("compiler_builtins(run)");
  CHECK(run.program ==
        planner::testing::unit(site.plan, "compiler_builtins", planner::UnitKind::run_build_script).command.program);
  CHECK(run.environment.at("RUSTC_WRAPPER") == "/usr/bin/ccache wrapper");
}

TEST_CASE("without a wrapper scripts see none", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  value_of(site.build(runner));
  CHECK(runner.started.at("core").program == "/toolchain/bin/rustc");
  CHECK(runner.started.at("compiler_builtins(run)").environment.at("RUSTC_WRAPPER") == std::nullopt);
}

TEST_CASE("a compiler that says it succeeded but left nothing is not believed", "[invoker][build]") {
  Site site;
  FakeRunner runner(site.plan);
  runner.leaves_nothing = {"core"};
  const auto message = message_of(site.build(runner));
  CHECK_THAT(message, Contains("the compiler reported success for `core v0.0.0`, but did not write `"));
  CHECK_THAT(message, Contains("help: check what RUSTC and RUSTC_WRAPPER name"));
  CHECK(runner.log.back() == "stop");
}
