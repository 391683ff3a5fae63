// SPDX-License-Identifier: MIT
#include "invoker/wrapper.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/process/event_loop.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using invoker::wrapped_command;

namespace {

/// core, built below `root`.
planner::Unit core(const std::filesystem::path& root) {
  planner::Unit unit;
  unit.crate_name = "core";
  unit.edition = "2024";
  unit.metadata = unit.extra_filename = "0123";
  unit.directories = {root};
  auto& call = unit.call();
  call.compiler = "/bin/rustc";
  call.source = "lib.rs";
  call.remaps = {{"/a b", "/c"}};
  call.sysroot = planner::SysrootRole::empty;
  call.environment = {
      {"RUSTC_BOOTSTRAP", "1"}, {"CARGO_PKG_NAME", "core"}, {"OUT_DIR", root.string()}, {"RUSTFLAGS", std::nullopt}};
  call.preload = planner::Preload{"/lib/preload.so", std::nullopt};
  return unit;
}

}  // namespace

TEST_CASE("a wrapper gets the compiler's command as it is", "[invoker][wrapper]") {
  const TempDir dir;
  const auto unit = core(dir.path());
  auto command = value_of(wrapped_command("/usr/bin/ccache", unit, {unit}, {}));
  CHECK(command.program == "/usr/bin/ccache");
  CHECK(command.arguments.front() == "/bin/rustc");
  command.program = command.arguments.front();
  command.arguments.erase(command.arguments.begin());
  CHECK(command == planner::render(unit, {unit}).command);
  CHECK(value_of(fs::list(dir.path())).empty());
}

TEST_CASE("sccache sees no argument that it gives up at, and no path of the workspace", "[invoker][wrapper]") {
  const TempDir dir;
  const auto unit = core(dir.path());
  const auto command = value_of(wrapped_command("sccache", unit, {unit}, {}));
  CHECK(command.arguments.front() == (dir.path() / "compiler" / "rustc").string());
  for (const auto* const hidden : {"--sysroot", "--remap-path-prefix", "/a b=/c"})
    CHECK(std::ranges::find(command.arguments, hidden) == command.arguments.end());
  const auto& environment = command.environment;
  CHECK(environment.at("CARGO_BUILDSTD_OUT_DIR_NAME") == "");
  CHECK(environment.at("CARGO_BUILDSTD_ARGUMENTS") == "--remap-path-prefix\x1f/a b=/c");
  CHECK(environment.at("CARGO_BUILDSTD_ENVIRONMENT") == "RUSTC_BOOTSTRAP=1");
  CHECK(environment.at("CARGO_TARGET_DIR") == std::nullopt);
  CHECK_FALSE(environment.contains("LD_PRELOAD"));
  for (const auto& [name, value] : environment) {
    if (name.starts_with("CARGO_")) CHECK(value.value_or("").find(dir.path().string()) == std::string::npos);
  }
}

TEST_CASE("the compiler behind sccache gets all of its arguments", "[invoker][wrapper]") {
  const TempDir dir;
  auto unit = core(dir.path());
  unit.call().compiler = dir.path() / "real compiler";
  unit.call().preload->libraries.clear();
  require_success(fs::write_program(unit.call().compiler, "#!/bin/sh\nprintf '%s|' \"$LD_PRELOAD\" \"$@\"\n"));
  auto command = value_of(wrapped_command("/usr/bin/sccache", unit, {unit}, {}));
  command.program = command.arguments.front();
  command.arguments.erase(command.arguments.begin());
  const Environment plain(Environment::Map{{"PATH", "/usr/bin:/bin"}});
  const auto said = value_of(process::run(command, plain)).standard_output;
  CHECK_THAT(said, Catch::Matchers::StartsWith("|--crate-name|core|--edition=2024|lib.rs|"));
  CHECK_THAT(said, Catch::Matchers::EndsWith("|--remap-path-prefix|/a b=/c|--sysroot|" +
                                             (dir.path() / "empty-sysroot").string() + "|\n"));
  // The folder of a build script's files, under the name that it has everywhere.
  planner::Unit run;
  run.kind = planner::UnitKind::run_build_script;
  run.package_name = "core";
  run.extra_filename = "ab";
  run.directories = unit.directories;
  run.work = planner::ScriptRun();
  unit.dependencies = {{1, "", false}};
  unit.call().build_name = "/built";
  auto with_script = value_of(wrapped_command("/usr/bin/sccache", unit, {unit, run}, {}));
  with_script.program = with_script.arguments.front();
  with_script.arguments.erase(with_script.arguments.begin());
  CHECK_THAT(value_of(process::run(with_script, plain)).standard_output,
             Catch::Matchers::Contains("|--remap-path-prefix|" + run.out_dir().string() +
                                       "=/built/build/core-ab/out|--sysroot|"));
  // What sccache asks a compiler to know it.
  command.arguments = {"-vV"};
  CHECK(value_of(process::run(command, plain)).standard_output == "|-vV|\n");
}

TEST_CASE("what is linked goes to sccache as it is", "[invoker][wrapper]") {
  const TempDir dir;
  auto script = core(dir.path());
  script.kind = planner::UnitKind::build_script;
  script.call().sysroot = planner::SysrootRole::toolchain;
  script.call().emit = planner::Emit::linked;
  const auto command = value_of(wrapped_command("sccache", script, {script}, {}));
  CHECK(command.arguments.front() == "/bin/rustc");
  CHECK(command.environment.contains("LD_PRELOAD"));
}
