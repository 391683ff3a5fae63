// SPDX-License-Identifier: MIT
#include "buildstd/invoker/build.hpp"

#include <algorithm>
#include <csignal>

#include "unit/invoker/fake_runner.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::invoker;
using namespace buildstd::invoker::testing;
using buildstd::planner::testing::World;
using Catch::Matchers::Contains;
using Strings = std::vector<std::string>;

namespace {

/// A plan in a directory of its own, and what is needed to build it.
struct Site {
  TempDir dir;
  planner::Plan plan;
  BuildOptions options;
  CollectedDiagnostics diagnostics;
  RecordingObserver observer;

  explicit Site(World world = World::small_std()) {
    world.build_root = dir.path("build");
    plan = world.plan();
  }
  Result<BuildResult> build(FakeRunner& runner) {
    observer = {};
    return invoker::build(plan, options, runner, observer, diagnostics);
  }
  /// Builds as a next run would; what it started.
  Strings started_by_next_run(const std::map<std::string, std::string>& script_output = {}) {
    FakeRunner runner(plan);
    runner.script_output = script_output;
    if (auto built = build(runner); !built) FAIL(render(built.error(), Color::never));
    Strings names;
    for (const auto& line : runner.log) {
      if (line.starts_with("start ")) names.push_back(line.substr(6));
    }
    return names;
  }
};

std::size_t position(const Strings& log, const std::string& line) {
  const auto found = std::ranges::find(log, line);
  INFO(line);
  REQUIRE(found != log.end());
  return static_cast<std::size_t>(found - log.begin());
}

std::filesystem::path script_output_file_of(const planner::Plan& plan, std::string_view package) {
  return planner::testing::unit(plan, package, planner::UnitKind::run_build_script).invocation.out_dir.parent_path() /
         "output";
}

bool contains(const Strings& log, const std::string& line) { return std::ranges::find(log, line) != log.end(); }

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
  require_success(fs::remove_all(planner::testing::unit(site.plan, "panic_abort").invocation.outputs.back()));
  CHECK(contains(site.started_by_next_run(), "panic_abort"));
}

TEST_CASE("stamps of something else count for nothing", "[invoker][build]") {
  Site site;
  site.started_by_next_run();
  const auto done = site.plan.directories.root / "done";
  for (const auto& stamp : value_of(fs::list(done))) require_success(fs::write_atomically(done / stamp, "garbage"));
  CHECK(site.started_by_next_run().size() == site.plan.units.size());
}

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
        library.invocation.outputs.front().parent_path() / ("compiler_builtins-" + library.extra_filename + ".d");
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
  const auto& planned = planner::testing::unit(site.plan, "compiler_builtins").invocation;
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
  CHECK(run.program == planner::testing::unit(site.plan, "compiler_builtins", planner::UnitKind::run_build_script)
                           .invocation.command.program);
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
  CHECK_THAT(message, Contains("the compiler said it had compiled `core v0.0.0`, but left no `"));
  CHECK_THAT(message, Contains("help: check what RUSTC and RUSTC_WRAPPER name"));
  CHECK(runner.log.back() == "stop");
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
