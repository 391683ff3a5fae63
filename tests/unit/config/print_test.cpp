// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "buildstd/config/render.hpp"
#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;

namespace {

std::string json(Sandbox& box, std::string_view key) {
  return value_of(print(box.load(), key, Format::json, ShowOrigin::no));
}

}  // namespace

TEST_CASE("a variable counts by type where one value is asked for", "[config][print]") {
  Sandbox box;
  box.config("a = { string = 'x', list = ['x'] }\n");
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"true", "true"}, {"false", "false"}, {"12", "12"},
      {"-5", "-5"},     {"+7", "7"},        {"9223372036854775808", "\"9223372036854775808\""},
      {"", "\"\""},     {" 1", "\" 1\""},   {"[\"a\"]", "\"[\\\"a\\\"]\""}};
  for (const auto& [text, value] : rows) {
    INFO(text);
    box.variable("CARGO_A_STRING", std::string(text));
    CHECK(json(box, "a.string") == "{\"a\":{\"string\":" + std::string(value) + "}}\n");
  }
  box.variable("CARGO_A_LIST", "y  z");
  CHECK(json(box, "a.list") == "{\"a\":{\"list\":[\"x\",\"y\",\"z\"]}}\n");
  // Tables know nothing of variables.
  CHECK(json(box, "a") == "{\"a\":{\"list\":[\"x\"],\"string\":\"x\"}}\n");
}

TEST_CASE("lists that name a program do not merge", "[config][merge]") {
  Sandbox box;
  box.file("home/config.toml", "target.x.runner = ['far', '-f']\ntarget.x.rustflags = ['-f']\n");
  box.config("target.x.runner = ['near', '-n']\ntarget.x.rustflags = ['-n']\n");
  CHECK(json(box, "target.x") == "{\"target\":{\"x\":{\"runner\":[\"near\",\"-n\"],\"rustflags\":[\"-f\",\"-n\"]}}}\n");
  box.variable("CARGO_TARGET_X_RUNNER", "variable -v");
  CHECK(json(box, "target.x.runner") == "{\"target\":{\"x\":{\"runner\":[\"variable\",\"-v\"]}}}\n");
  box.option("target.x.runner=['option']");
  CHECK(json(box, "target.x.runner") == "{\"target\":{\"x\":{\"runner\":[\"option\"]}}}\n");
}

TEST_CASE("print config as TOML, with the origin of each part", "[config][print]") {
  Sandbox box;
  box.file("home/config.toml", "build.rustflags = ['-far']\n");
  box.config("[build]\njobs = 2\nrustflags = [\n  '-near',\n]\n[a.'b c']\nt = { k = \"q\\\"\" }\nl = [{ x = 1 }]\n");
  box.option("build.rustc='mine'");
  const auto config = box.load();
  CHECK(value_of(print(config, "", Format::toml, ShowOrigin::no)) == R"(a."b c".l = [{ x = 1 }]
a."b c".t.k = "q\""
build.jobs = 2
build.rustc = "mine"
build.rustflags = ["-far", "-near"]
)");
  CHECK(box.without_root(value_of(print(config, "build", Format::toml, ShowOrigin::yes))) ==
        R"(build.jobs = 2 # [ROOT]/work/.cargo/config.toml:2:8
build.rustc = "mine" # `--config` argument
build.rustflags = [
    "-far", # [ROOT]/home/config.toml:1:20
    "-near", # [ROOT]/work/.cargo/config.toml:4:3
]
)");
  CHECK(value_of(print(config, "a.'b c'.t", Format::json_value, ShowOrigin::no)) == "{\"k\":\"q\\\"\"}\n");
}

TEST_CASE("what cannot be printed", "[config][print]") {
  Sandbox box;
  const auto config = box.config("[a]\nb = 1\n").load();
  CHECK(box.message(print(config, "a.c", Format::json, ShowOrigin::no)) == "error: config value `a.c` is not set\n");
  CHECK(box.message(print(config, "a.b.c", Format::json, ShowOrigin::no)) ==
        R"(error: expected table for configuration key `a.b`, but found integer in `[ROOT]/work/.cargo/config.toml`
 --> [ROOT]/work/.cargo/config.toml:2:5
  |
2 | b = 1
  |     ^
)");
  CHECK(box.message(print(config, "a", Format::json, ShowOrigin::yes)) ==
        "error: the JSON formats do not support `--show-origin`\nhelp: use `--format toml`\n");
  CHECK(box.message(print(config, "a.'b", Format::json, ShowOrigin::no)) ==
        "error: the quote in the config key `a.'b` is not closed\n");
}

TEST_CASE("the variables that a table's text leaves out", "[config][print]") {
  Sandbox box;
  box.config("build.jobs = 1\n").variable("CARGO_BUILD_RUSTC", "a b").variable("CARGO_REGISTRY_TOKEN", "secret");
  const auto config = box.load();
  const auto all = value_of(affecting_variables(config, ""));
  REQUIRE(all.size() == 3);
  CHECK(all[0] == "CARGO_BUILD_RUSTC='a b'");
  CHECK(all[2] == "CARGO_REGISTRY_TOKEN=…");
  CHECK(value_of(affecting_variables(config, "build")) == std::vector<std::string>{"CARGO_BUILD_RUSTC='a b'"});
  CHECK(value_of(affecting_variables(config, "build.jobs")).empty());
}
