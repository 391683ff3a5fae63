// SPDX-License-Identifier: MIT
#include "buildstd/invoker/step.hpp"

#include <chrono>
#include <filesystem>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::invoker;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

const Environment environment(Environment::Map{{"PATH", "/usr/bin:/bin"}});

/// A compiler that copies `source` into its output, and writes dep-info as rustc does.
CompileStep compile_step(const TempDir& dir) {
  const auto out = dir.path("out");
  CompileStep step;
  step.package = "core v0.0.0";
  step.command.program =
      dir.program("rustc",
                  "printf '%s %s' \"$*\" \"$MINE\" >>calls\n"
                  "[ ! -e fail ] || { echo '{\"$message_type\":\"diagnostic\",\"rendered\":\"bad\"}' >&2; echo half "
                  ">\"$OUT\"; exit 1; }\n"
                  "cat source >\"$OUT\"\n"
                  "printf 'x: source with\\\\ space.rs\\n\\nsource:\\n\\n# env-dep:A\\n' >core.d\n");
  step.command.arguments = {"first", "last"};
  step.command.cwd = dir.path();
  step.command.environment = {{"OUT", out.string()}};
  step.outputs = {out};
  step.dep_info = dir.path("core.d");
  step.depfile = dir.path("out.dep");
  step.keep_times = true;
  return step;
}

std::string read(const std::filesystem::path& file) { return value_of(fs::read(file)); }

}  // namespace

TEST_CASE("a step gives the compiler what a build script has said", "[invoker][step]") {
  const TempDir dir;
  dir.file("source", "one");
  auto step = compile_step(dir);
  step.script = CompileStep::Script{
      dir.file("output", "cargo:rustc-cfg=a\ncargo:rustc-cfg=ignored\ncargo:rustc-env=MINE=set\n"), {}};
  step.script->place.script_arguments_at = 1;
  step.script->place.ignored_script_cfgs = {"ignored"};
  REQUIRE(run_step(step, environment).has_value());
  CHECK(read(dir.path("calls")) == "first --cfg a last set");
  CHECK(read(dir.path("out")) == "one");

  step.wrapped = true;  // one argument more stands before
  REQUIRE(run_step(step, environment).has_value());
  CHECK_THAT(read(dir.path("calls")), Contains("first last --cfg a set"));
  step.script->place.script_arguments_at = 9;
  CHECK_FALSE(run_step(step, environment).has_value());
}

TEST_CASE("a depfile has absolute names, and no comments", "[invoker][step]") {
  const TempDir dir;
  dir.file("source", "one");
  const auto step = compile_step(dir);
  REQUIRE(run_step(step, environment).has_value());
  const auto root = text::replace_all(dir.path().string(), " ", "\\ ");
  CHECK(read(step.depfile) == root + "/out: \\\n  " + root + "/source \\\n  " + root + "/with\\ space.rs\n\n" + root +
                                  "/source:\n\n" + root + "/with\\ space.rs:\n");
}

TEST_CASE("a result that comes out the same keeps its time, where that is wanted", "[invoker][step]") {
  const TempDir dir;
  dir.file("source", "one");
  auto step = compile_step(dir);
  REQUIRE(run_step(step, environment).has_value());
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  const auto set_old = [&] { std::filesystem::last_write_time(step.outputs.front(), old); };
  const auto is_old = [&] {
    return std::filesystem::last_write_time(step.outputs.front()) < old + std::chrono::minutes(1);
  };
  set_old();
  REQUIRE(run_step(step, environment).has_value());
  CHECK(is_old());
  dir.file("source", "two");
  REQUIRE(run_step(step, environment).has_value());
  CHECK_FALSE(is_old());
  CHECK(read(dir.path("out")) == "two");
  set_old();
  step.keep_times = false;
  REQUIRE(run_step(step, environment).has_value());
  CHECK_FALSE(is_old());
}

TEST_CASE("a step never writes into a file that something else has a name for", "[invoker][step]") {
  const TempDir dir;
  dir.file("source", "one");
  auto step = compile_step(dir);
  for (const bool keep_times : {true, false}) {
    step.keep_times = keep_times;
    dir.file("source", "one");
    REQUIRE(run_step(step, environment).has_value());
    REQUIRE(fs::remove_all(dir.path("sysroot")).has_value());
    std::filesystem::create_hard_link(dir.path("out"), dir.path("sysroot"));
    dir.file("source", "two");
    REQUIRE(run_step(step, environment).has_value());
    CHECK(read(dir.path("sysroot")) == "one");
  }
}

TEST_CASE("a step that fails has the compiler's message and leaves no result", "[invoker][step]") {
  const TempDir dir;
  dir.file("source", "one");
  const auto step = compile_step(dir);
  REQUIRE(run_step(step, environment).has_value());
  dir.file("fail", "");
  const auto failed = run_step(step, environment);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().output() == "bad");
  CHECK(failed.error().message() == "could not compile `core v0.0.0`");
  CHECK_FALSE(fs::exists(dir.path("out")));
  CHECK_FALSE(fs::exists(dir.path("out.before")));
}

TEST_CASE("a run of a build script: its words, its folder, what others have linked", "[invoker][step]") {
  const TempDir dir;
  ScriptStep step;
  step.package = "std v0.0.0";
  step.command.program = dir.program(
      "script",
      "echo made >\"$OUT_DIR/file\"\necho \"cargo:rustc-cfg=$DEP_COMPILER_RT_A_KEY\"\n"
      "echo cargo:rerun-if-changed=build.rs\necho cargo:rerun-if-changed=absent\necho cargo:warning=careful\n"
      "[ ! -e fail ] || { echo cargo::error=broken; }\n");
  step.command.cwd = dir.path();
  step.out_dir = dir.path("out");
  step.command.environment = {{"OUT_DIR", step.out_dir.string()}};
  step.outputs = {dir.path("output")};
  step.depfile = dir.path("output.dep");
  step.keep_times = true;
  step.links = {{"compiler-rt", dir.file("other output", "cargo:a-key=value\n")}};
  dir.file("build.rs", "");
  dir.file("out/left", "from before");
  CollectedDiagnostics diagnostics;
  REQUIRE(run_step(step, environment, diagnostics).has_value());
  CHECK_THAT(read(dir.path("output")), Contains("cargo:rustc-cfg=value\n"));
  CHECK_THAT(read(dir.path("output.dep")), Contains("build.rs:\n") && !Contains("absent"));
  REQUIRE(diagnostics.all.size() == 1);
  CHECK(diagnostics.all.front().message == "std v0.0.0: careful");
  CHECK_FALSE(fs::exists(dir.path("out/left")));

  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto* file : {"output", "out/file"}) std::filesystem::last_write_time(dir.path(file), old);
  REQUIRE(run_step(step, environment, diagnostics).has_value());
  for (const auto* file : {"output", "out/file"})
    CHECK(std::filesystem::last_write_time(dir.path(file)) < old + std::chrono::minutes(1));

  dir.file("fail", "");
  const auto failed = run_step(step, environment, diagnostics);
  REQUIRE_FALSE(failed.has_value());
  CHECK(failed.error().causes().front() == "broken");
  CHECK_FALSE(fs::exists(dir.path("output")));
}
