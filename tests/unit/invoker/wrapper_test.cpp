// SPDX-License-Identifier: MIT
#include "invoker/wrapper.hpp"
#include "buildstd/base/fs.hpp"

#include "buildstd/process/event_loop.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using invoker::suit_wrapper;
using Strings = std::vector<std::string>;

namespace {

Command wrapped_by(const std::string& wrapper, const std::filesystem::path& root) {
  return {wrapper,
          {"/bin/rustc", "--crate-name", "core", "--remap-path-prefix", "/a b=/c", "--sysroot",
           (root / "empty-sysroot").string(), "-Copt-level=3"},
          {{"RUSTC_BOOTSTRAP", "1"},
           {"CARGO_PKG_NAME", "core"},
           {"LD_PRELOAD", "/lib/preload.so"},
           {"OUT_DIR", root.string()},
           {"RUSTFLAGS", std::nullopt}},
          {}};
}

}  // namespace

TEST_CASE("a wrapper gets the compiler's command as it is", "[invoker][wrapper]") {
  const TempDir dir;
  const auto command = wrapped_by("/usr/bin/ccache", dir.path());
  CHECK(value_of(suit_wrapper(command)) == command);
  CHECK(value_of(fs::list(dir.path())).empty());
}

TEST_CASE("sccache sees no argument that it gives up at, and no path of the workspace", "[invoker][wrapper]") {
  const TempDir dir;
  const auto command = value_of(suit_wrapper(wrapped_by("sccache", dir.path())));
  const auto shim = dir.path() / "compiler" / "rustc";
  CHECK(command.arguments == Strings{shim.string(), "--crate-name", "core", "-Copt-level=3"});
  const auto& environment = command.environment;
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
  auto original = wrapped_by("/usr/bin/sccache", dir.path());
  const auto compiler = dir.path() / "real compiler";
  require_success(fs::write_program(compiler, "#!/bin/sh\nprintf '%s|' \"$LD_PRELOAD\" \"$@\"\n"));
  original.arguments.front() = compiler.string();
  original.environment["LD_PRELOAD"] = "";
  auto command = value_of(suit_wrapper(original));
  command.program = command.arguments.front();
  command.arguments.erase(command.arguments.begin());
  const Environment plain(Environment::Map{{"PATH", "/usr/bin:/bin"}});
  const auto said = value_of(process::run(command, plain));
  CHECK(said.standard_output == "|--crate-name|core|-Copt-level=3|--remap-path-prefix|/a b=/c|--sysroot|" +
                                    (dir.path() / "empty-sysroot").string() + "|\n");
  // What sccache asks a compiler to know it.
  command.arguments = {"-vV"};
  CHECK(value_of(process::run(command, plain)).standard_output == "|-vV|\n");
}

TEST_CASE("what is linked goes to sccache as it is", "[invoker][wrapper]") {
  const Command script{"sccache", {"/bin/rustc", "--crate-name", "build_script_build"}, {{"LD_PRELOAD", "x"}}, {}};
  CHECK(value_of(suit_wrapper(script)) == script);
}
