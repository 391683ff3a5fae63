// SPDX-License-Identifier: MIT
#include "workspace/profile.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

Result<workspace::Profiles> read(std::string_view text) {
  return workspace::read_profiles(value_of(parse_toml(std::string(text), "/lib/Cargo.toml")));
}

}  // namespace

TEST_CASE("dev and release are there without being written", "[workspace][profile]") {
  const auto profiles = value_of(read(""));
  CHECK(profiles.at("dev").settings.opt_level == "0");
  CHECK(profiles.at("dev").settings.debug == "2");
  CHECK(profiles.at("dev").settings.debug_assertions == true);
  CHECK(profiles.at("release").settings.opt_level == "3");
  CHECK(profiles.at("release").settings.debug == "0");
  CHECK(profiles.at("release").settings.overflow_checks == false);
  CHECK(profiles.at("release").build_override.opt_level == "0");
}

TEST_CASE("a profile inherits, packages included, and overrides", "[workspace][profile]") {
  const auto profiles = value_of(read(R"toml(
[profile.release]
codegen-units = 16
[profile.release.package.compiler_builtins]
codegen-units = 10000
[profile.release.package]
gimli.debug = 0
gimli.opt-level = "s"
[profile.release.build-override]
debug = 1
[profile.dist]
inherits = "release"
codegen-units = 1
debug = "limited"
rustflags = ["-Cembed-bitcode=yes", "-Zx"]
[profile.dist.package.gimli]
opt-level = 2
[profile.dist.package.panic_abort]
rustflags = ["-Cpanic=abort"]
[profile.more]
inherits = "dist"
rustflags = ["-Cother"]
panic = "abort"
)toml"));
  const auto& dist = profiles.at("dist");
  CHECK(dist.settings.opt_level == "3");
  CHECK(dist.settings.codegen_units == 1);
  CHECK(dist.settings.debug == "1");
  CHECK(dist.settings.rustflags == std::vector<std::string>{"-Cembed-bitcode=yes", "-Zx"});
  CHECK(dist.packages.at("compiler_builtins").codegen_units == 10000);
  CHECK(dist.packages.at("gimli").opt_level == "2");
  CHECK(dist.packages.at("gimli").debug == "0");
  CHECK(dist.packages.at("panic_abort").rustflags == std::vector<std::string>{"-Cpanic=abort"});
  CHECK(dist.build_override.debug == "1");
  CHECK(profiles.at("more").settings.rustflags == std::vector<std::string>{"-Cother"});
  CHECK(profiles.at("more").settings.codegen_units == 1);
  CHECK(profiles.at("more").settings.panic == "abort");
  CHECK(profiles.at("release").settings.codegen_units == 16);
}

TEST_CASE("debug information has several spellings", "[workspace][profile]") {
  const std::pair<const char*, const char*> spellings[] = {
      {"true", "2"},     {"false", "0"},       {"0", "0"},        {"2", "2"},
      {"\"none\"", "0"}, {"\"limited\"", "1"}, {"\"full\"", "2"}, {"\"line-tables-only\"", "line-tables-only"}};
  for (const auto& [written, meant] : spellings) {
    INFO(written);
    const auto profiles = value_of(read(std::string("[profile.release]\ndebug = ") + written + "\n"));
    CHECK(profiles.at("release").settings.debug == meant);
  }
}

TEST_CASE("inheriting from nobody, or in a circle, is an error", "[workspace][profile]") {
  const auto nobody = message_of(read("[profile.a]\ninherits = \"b\"\n"));
  CHECK_THAT(nobody, Contains("profile `b`") && Contains("/lib/Cargo.toml"));
  CHECK_THAT(message_of(read("[profile.a]\ninherits = \"b\"\n[profile.b]\ninherits = \"a\"\n")),
             Contains("inherits itself"));
}
