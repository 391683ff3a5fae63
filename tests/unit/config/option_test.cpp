// SPDX-License-Identifier: MIT
// The arguments of `--config`. The expectations were taken from cargo 1.96's answers.
#include <catch2/catch.hpp>

#include "buildstd/config/render.hpp"
#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;

TEST_CASE("--config KEY=VALUE is one dotted TOML expression", "[config][option]") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"a=1", R"({"a":1})"},
      {"a=1\n# below", R"({"a":1})"},
      {"\n a = 1\n", R"({"a":1})"},
      {"a=[1,#x\n2]", R"({"a":[1,2]})"},
      {"a.\"b.c\"=true", R"({"a":{"b.c":true}})"},
      {"a.b=[{c=1}]", R"({"a":{"b":[{"c":1}]}})"},
      {"a . b = 'x#y'", R"({"a":{"b":"x#y"}})"},
  };
  for (const auto& [argument, json] : rows) {
    INFO(argument);
    Sandbox box;
    const auto config = box.option(std::string(argument)).load();
    CHECK(value_of(print(config, "", Format::json, ShowOrigin::no)) == std::string(json) + "\n");
  }
}

TEST_CASE("--config refuses what Cargo refuses, in its words", "[config][option]") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", "--config argument `` was not a TOML dotted key expression (such as `build.jobs = 2`)"},
      {"[a]\nb=1", "--config argument `[a]\nb=1` was not a TOML dotted key expression"},
      {"a.b=1\n[a.c]", "was not a TOML dotted key expression"},
      {"a.b=1\na.c=2", "was not a TOML dotted key expression"},
      {"# c\na=1", "includes non-whitespace decoration"},
      {"a=1 # c", "includes non-whitespace decoration"},
      {"a={}", "--config argument `a={}` sets a value to an inline table, which is not accepted"},
      {"a.b={c=1}", "sets a value to an inline table, which is not accepted"},
      {"a", "failed to parse value from --config argument `a` as a dotted key expression"},
      {"a=", "failed to parse value from --config argument `a=` as a dotted key expression"},
      {"a=1.5", "failed to convert --config argument `a=1.5`"},
      {"registry.token='x'", "registry.token cannot be set through --config for security reasons"},
      {"registries.mine.secret-key='x'",
       "registries.mine.secret-key cannot be set through --config for security reasons"},
  };
  for (const auto& [argument, message] : rows) {
    INFO(argument);
    Sandbox box;
    const auto error = box.option(std::string(argument)).load_error();
    INFO(error);
    CHECK(error.find(message) != std::string::npos);
  }
}

TEST_CASE("an option that is no TOML shows where", "[config][option]") {
  Sandbox box;
  const auto error = box.option("a = 'x").load_error();
  INFO(error);
  CHECK(error.find(" --> --config:1:") != std::string::npos);
  CHECK(error.find("1 | a = 'x") != std::string::npos);
}

TEST_CASE("an option that conflicts with a file names both", "[config][option]") {
  Sandbox box;
  box.config("build.rustflags = ['-a']\n").option("build.rustflags='-b'");
  CHECK(
      box.load_error().starts_with("error: failed to merge key `build.rustflags` between "
                                   "`[ROOT]/work/.cargo/config.toml` and `--config` argument\n"));
}
