// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;
using Words = std::vector<std::string>;

namespace {

Flags flags(const Config& config) {
  return value_of(compiler_flags(config, FlagTool::rustc, linux_triple, linux_cfgs));
}

std::string rustc(const Config& config) { return value_of(tools(config)).rustc.value; }

}  // namespace

TEST_CASE("files are found upward from the working directory, then in Cargo's home", "[config][load]") {
  Sandbox box;
  box.file("work/a/b/.cargo/config.toml", "build.rustc = 'near'\n");
  box.file("work/.cargo/config.toml", "build.rustc = 'far'\nbuild.rustdoc = 'far-doc'\n");
  box.file("home/config.toml", "build.rustc = 'home'\nbuild.rustc-wrapper = 'home-wrapper'\n");
  box.request.cwd = box.path("work/a/b");
  const auto found = value_of(tools(box.load()));
  CHECK(found.rustc.value == "near");
  CHECK(found.rustdoc.value == "far-doc");
  REQUIRE(found.rustc_wrapper);
  CHECK(found.rustc_wrapper->value == "home-wrapper");
  CHECK(box.without_root(found.rustc_wrapper->origin.describe()) == "`[ROOT]/home/config.toml`");
}

TEST_CASE("Cargo's home is not read twice, also not through a symbolic link", "[config][load]") {
  Sandbox box;
  box.config("build.rustflags = ['-Cone']\n");
  REQUIRE(fs::symlink(box.path("work/.cargo"), box.path("link")).has_value());
  box.variable("CARGO_HOME", box.path("link").string());
  CHECK(flags(box.load()).flags == Words{"-Cone"});
}

TEST_CASE("without CARGO_HOME the home is .cargo in the user's home", "[config][load]") {
  Sandbox box;
  box.file("user/.cargo/config.toml", "build.rustc = 'home'\n");
  box.request.environment.unset("CARGO_HOME");
  box.variable("HOME", box.path("user").string());
  CHECK(rustc(box.load()) == "home");
}

TEST_CASE("the file name without an extension wins, with a warning", "[config][load]") {
  Sandbox box;
  box.file("work/.cargo/config", "build.rustc = 'old'\n").config("build.rustc = 'new'\n");
  CHECK(rustc(box.load()) == "old");
  REQUIRE(box.diagnostics.all.size() == 1);
  CHECK(
      box.without_root(box.diagnostics.all[0].message) ==
      "both `[ROOT]/work/.cargo/config` and `[ROOT]/work/.cargo/config.toml` exist. Using `[ROOT]/work/.cargo/config`");
}

TEST_CASE("the old file name alone is deprecated", "[config][load]") {
  Sandbox box;
  box.file("work/.cargo/config", "build.rustc = 'old'\n");
  CHECK(rustc(box.load()) == "old");
  REQUIRE(box.diagnostics.all.size() == 1);
  CHECK(box.without_root(box.diagnostics.all[0].message) ==
        "`[ROOT]/work/.cargo/config` is deprecated in favor of `config.toml`");
}

TEST_CASE("both names for one file are no cause for a warning", "[config][load]") {
  Sandbox box;
  box.config("build.rustc = 'same'\n");
  REQUIRE(fs::symlink("config.toml", box.path("work/.cargo/config")).has_value());
  CHECK(rustc(box.load()) == "same");
  CHECK(box.diagnostics.all.empty());
}

TEST_CASE("lists are joined: files from far to near, then variables, then options", "[config][load]") {
  Sandbox box;
  box.file("home/config.toml", "build.rustflags = ['-Chome']\n").config("build.rustflags = ['-Cfile']\n");
  box.variable("CARGO_BUILD_RUSTFLAGS", "-Cvariable  -Cmore");
  box.option("build.rustflags=['-Coption']").option("build.rustflags=['-Clast']");
  CHECK(flags(box.load()).flags == Words{"-Chome", "-Cfile", "-Cvariable", "-Cmore", "-Coption", "-Clast"});
}

TEST_CASE("scalars: options before variables before files, and near before far", "[config][load]") {
  Sandbox box;
  box.config("build.rustc = 'file'\nbuild.rustdoc = 'file'\n");
  box.variable("CARGO_BUILD_RUSTC", "variable").variable("CARGO_BUILD_RUSTDOC", "variable");
  box.option("build.rustc='option'").option("build.rustc='later'");
  const auto found = value_of(tools(box.load()));
  CHECK(found.rustc.value == "later");
  CHECK(found.rustc.origin.describe() == "`--config` argument");
  CHECK(found.rustdoc.value == "variable");
  CHECK(found.rustdoc.origin.describe() == "environment variable `CARGO_BUILD_RUSTDOC`");
}

TEST_CASE("a list does not merge with another kind of value", "[config][load]") {
  Sandbox box;
  box.file("home/config.toml", "[build]\nrustflags = '-Chome'\n").config("[build]\nrustflags = ['-Cfile']\n");
  CHECK(box.load_error() == R"(error: could not load Cargo configuration
 --> [ROOT]/home/config.toml:2:13
  |
2 | rustflags = '-Chome'
  |             ^^^^^^^^

Caused by:
  failed to merge key `build.rustflags` between `[ROOT]/work/.cargo/config.toml` and `[ROOT]/home/config.toml`
  expected array, but found string

note: the array is set at [ROOT]/work/.cargo/config.toml:2:13
)");
}

TEST_CASE("an option may name a file", "[config][load]") {
  Sandbox box;
  box.file("work/sub/extra.toml", "build.rustc = 'bin/rustc'\n").option("sub/extra.toml");
  // Two folders up from the file, as everywhere.
  CHECK(box.without_root(rustc(box.load())) == "[ROOT]/work/bin/rustc");
}

TEST_CASE("a value that Cargo's configuration cannot hold is an error with its place", "[config][load]") {
  Sandbox box;
  box.config("[build]\njobs = 1.5\n");
  CHECK(box.load_error() == R"(error: could not load Cargo configuration
 --> [ROOT]/work/.cargo/config.toml:2:8
  |
2 | jobs = 1.5
  |        ^^^

Caused by:
  failed to parse config at `build.jobs`
  unsupported TOML configuration type `float`
)");
}
