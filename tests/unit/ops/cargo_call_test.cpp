// SPDX-License-Identifier: MIT
#include "buildstd/ops/cargo_call.hpp"

using namespace buildstd::ops;

namespace {

CargoCall read(const std::vector<std::string>& words) {
  auto call = read_cargo_call(words);
  REQUIRE(call.has_value());
  return *std::move(call);
}

}  // namespace

TEST_CASE("which of Cargo's commands compile tests", "[ops][cargo_call]") {
  CHECK(read({"cargo", "test"}).runs_tests());
  CHECK(read({"/usr/bin/cargo", "t", "--release"}).runs_tests());
  CHECK(read({"cargo", "+nightly", "--config", "a=1", "-v", "bench"}).runs_tests());
  CHECK(read({"cargo.exe", "nextest", "run"}).runs_tests());
  CHECK_FALSE(read({"cargo", "build", "test"}).runs_tests());
  CHECK(read({"cargo", "build", "--all-targets"}).names_tests);
  CHECK(read({"cargo", "check", "--test=mine"}).names_tests);
  CHECK(read({"cargo", "clippy", "--test", "mine", "--release"}).names_tests);
  CHECK_FALSE(read({"cargo", "build", "--bins"}).names_tests);
  CHECK_FALSE(read({"cargo", "run", "mine", "--tests"}).names_tests);
  for (const auto* const command : {"build", "r", "test", "bench", "install", "rustc"})
    CHECK(read({"cargo", command}).makes_code());
  for (const auto* const command : {"check", "clippy", "doc", "fix", "metadata", "mine"})
    CHECK_FALSE(read({"cargo", command}).makes_code());
  CHECK_FALSE(read({"cargo", "--color", "test", "build"}).runs_tests());
  CHECK_FALSE(read({"cargo"}).runs_tests());
  CHECK_FALSE(read_cargo_call({"make", "test"}).has_value());
  CHECK_FALSE(read_cargo_call({}).has_value());
  CHECK(read({"env", "A=1", "B=", "cargo", "test"}).runs_tests());
  CHECK_FALSE(read_cargo_call({"env", "A=1"}).has_value());
  CHECK(read({"env", "-u", "A", "B=1", "-u", "C", "cargo", "test"}).runs_tests());
  CHECK_FALSE(read_cargo_call({"env", "-u"}).has_value());
  CHECK_FALSE(read_cargo_call({"env", "-u", "cargo"}).has_value());
  CHECK_FALSE(read_cargo_call({"env", "-i", "cargo", "test"}).has_value());
}

TEST_CASE("what a call of Cargo's builds", "[ops][cargo_call]") {
  const auto call = read({"cargo", "build", "--target", "a", "-r", "--target=b", "--manifest-path", "x/Cargo.toml"});
  CHECK(call.command == "build");
  CHECK(call.targets == std::vector<std::string>{"a", "b"});
  CHECK(call.profile == "release");
  CHECK(call.manifest == "x/Cargo.toml");
  CHECK(read({"cargo", "run", "--profile", "small", "--", "--profile", "no", "--release"}).profile == "small");
  CHECK_FALSE(read({"cargo", "run", "--", "--release", "--target", "a"}).profile.has_value());
  CHECK(read({"cargo", "build", "--target-dir", "a"}).targets.empty());
  CHECK(read({"cargo", "build", "--target-dir=a"}).target_dir == "a");
  CHECK(read({"cargo", "install", "ripgrep"}).installs_foreign());
  CHECK_FALSE(read({"cargo", "install", "--path", "."}).installs_foreign());
  CHECK(read({"cargo", "build", "--target"}).targets.empty());
  CHECK(read({"cargo", "install", "--path", "."}).profile == "release");
  CHECK_FALSE(read({"cargo", "install", "--debug", "--path", "."}).profile.has_value());
}

TEST_CASE("what a program is given is none of Cargo's business", "[ops][cargo_call]") {
  const auto call = read({"cargo", "run", "-p", "tool", "-r", "serve", "--target-dir", "a", "--target", "b"});
  CHECK(call.profile == "release");
  CHECK_FALSE(call.target_dir.has_value());
  CHECK(call.targets.empty());
  CHECK(read({"cargo", "r", "--features", "a b", "--target", "c"}).targets == std::vector<std::string>{"c"});
  CHECK(read({"cargo", "rustc", "--bin", "x", "--target", "c", "y", "--target", "d"}).targets ==
        std::vector<std::string>{"c"});
  // A test's name is followed by options of Cargo's.
  CHECK(read({"cargo", "test", "name", "--target", "c"}).targets == std::vector<std::string>{"c"});
}

TEST_CASE("what compiles nothing", "[ops][cargo_call]") {
  for (const auto* command : {"fmt", "clean", "metadata", "fetch"}) CHECK(read({"cargo", command}).compiles_nothing());
  CHECK(read({"cargo", "--version"}).compiles_nothing());
  for (const auto* command : {"build", "b", "doc", "nextest", "publish", "fw"})
    CHECK_FALSE(read({"cargo", command}).compiles_nothing());
  CHECK_FALSE(read({"cargo", "-Zscript", "main.rs"}).compiles_nothing());
}

TEST_CASE("what makes a standard library itself", "[ops][cargo_call]") {
  CHECK(read({"cargo", "+nightly", "miri", "test"}).brings_its_std());
  CHECK_FALSE(read({"cargo", "test", "miri"}).brings_its_std());
}

TEST_CASE("scripts are what Cargo takes for one", "[ops][cargo_call]") {
  CHECK(read({"cargo", "-Zscript", "main.rs", "test", "--release"}).script == "main.rs");
  CHECK(read({"cargo", "-Z", "script", "./tool"}).script == "./tool");
  const auto call = read({"cargo", "-Zscript", "main.rs", "test", "--release"});
  CHECK(call.command.empty());
  CHECK_FALSE(call.profile.has_value());
  CHECK_FALSE(call.runs_tests());
  CHECK_FALSE(read({"cargo", "run", "main.rs"}).script.has_value());
}
