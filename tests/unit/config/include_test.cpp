// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;
using Words = std::vector<std::string>;

namespace {

Flags rustc_flags(Sandbox& box) {
  return value_of(compiler_flags(box.load(), FlagTool::rustc, linux_triple, linux_cfgs));
}

std::string rustc(Sandbox& box) { return box.without_root(value_of(tools(box.load())).rustc.value); }

}  // namespace

TEST_CASE("included files come before the one that includes them, in order", "[config][include]") {
  Sandbox box;
  box.file("work/.cargo/one.toml", "build.rustflags = ['-one']\nbuild.rustc = 'one'\nbuild.rustdoc = 'one'\n");
  box.file("work/.cargo/sub/two.toml", "build.rustflags = ['-two']\nbuild.rustdoc = 'two'\n");
  box.config("include = ['one.toml', { path = 'sub/two.toml' }]\nbuild.rustflags = ['-own']\n");
  CHECK(rustc_flags(box).flags == Words{"-one", "-two", "-own"});
  const auto found = value_of(tools(box.load()));
  CHECK(found.rustc.value == "one");
  CHECK(found.rustdoc.value == "two");
}

TEST_CASE("an included file's relative paths follow its own place", "[config][include]") {
  Sandbox box;
  box.file("work/.cargo/sub/two.toml", "build.rustc = 'bin/rustc'\n").config("include = ['sub/two.toml']\n");
  CHECK(rustc(box) == "[ROOT]/work/.cargo/bin/rustc");
}

TEST_CASE("an include that is missing is an error, unless it is optional", "[config][include]") {
  Sandbox box;
  box.config("include = [{ path = 'missing.toml', optional = true }]\n");
  CHECK(rustc(box) == "rustc");
  box.config("include = ['missing.toml']\n");
  CHECK(box.load_error() == R"(error: could not load Cargo configuration
 --> [ROOT]/work/.cargo/config.toml:1:12
  |
1 | include = ['missing.toml']
  |            ^^^^^^^^^^^^^^

Caused by:
  failed to load config include `missing.toml` from `[ROOT]/work/.cargo/config.toml`
  failed to read `[ROOT]/work/.cargo/missing.toml`
  No such file or directory
)");
}

TEST_CASE("includes in a circle are an error", "[config][include]") {
  Sandbox box;
  box.config("include = ['a.toml']\n").file("work/.cargo/a.toml", "include = ['b.toml']\n");
  box.file("work/.cargo/b.toml", "include = ['./a.toml']\n");
  CHECK(box.load_error().find("config `include` cycle detected with path `[ROOT]/work/.cargo/./a.toml`") !=
        std::string::npos);
}

TEST_CASE("includes that never end in a circle still end", "[config][include]") {
  Sandbox box;
  REQUIRE(fs::create_directories(box.path("work/.cargo/d")).has_value());
  // Each round names the file by new paths, so that none is met twice.
  box.config("include = ['d/../config.toml', './d/.././d/../config.toml']\n");
  CHECK(box.load_error().find("config `include` leads to more than 256 files") != std::string::npos);
}

TEST_CASE("a file that is included twice counts as a circle, as in Cargo", "[config][include]") {
  Sandbox box;
  box.config("include = ['a.toml', 'a.toml']\n").file("work/.cargo/a.toml", "");
  CHECK(box.load_error().find("cycle detected") != std::string::npos);
  Sandbox options;
  options.file("work/a.toml", "").option("a.toml").option("a.toml");
  CHECK(options.load_error().find("cycle detected") != std::string::npos);
}

TEST_CASE("what include may hold", "[config][include]") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"include = 'a.toml'", "expected a list of strings or a list of tables, but found string at `include`"},
      {"include = [1]", "expected a string or table, but found integer at `include[0]`"},
      {"include = [{ optional = true }]", "missing field `path` at `include[0]`"},
      {"include = ['a.toml', { path = 1 }]", "expected a string, but found integer at `include[1].path`"},
      {"include = [{ path = 'a.toml', optional = 'yes' }]",
       "expected a boolean, but found string at `include[0].optional`"},
      {"include = ['a']", "expected a config include path ending with `.toml`, but found `a`"},
      {"include = ['*.toml']", "expected a config include path without glob patterns, but found `*.toml`"},
      {"include = ['{x}.toml']", "expected a config include path without template braces, but found `{x}.toml`"},
  };
  for (const auto& [config, message] : rows) {
    INFO(config);
    Sandbox box;
    const auto error = box.config(config).load_error();
    INFO(error);
    CHECK(error.find(message) != std::string::npos);
    CHECK(error.find("[ROOT]/work/.cargo/config.toml:1:") != std::string::npos);
  }
}

TEST_CASE("an option's includes are relative to the working directory", "[config][include]") {
  Sandbox box;
  box.file("work/sub/extra.toml", "build.rustc = 'bin/rustc'\n").option("include=['sub/extra.toml']");
  CHECK(rustc(box) == "[ROOT]/work/bin/rustc");
}

TEST_CASE("includes have a limit together", "[config][include][limits]") {
  Sandbox box;
  std::string list;
  for (int i = 0; i < 3; ++i) {
    const auto name = "big" + std::to_string(i) + ".toml";
    box.file("work/.cargo/" + name, "# " + std::string(1'000'000, 'x') + "\n");
    list += "'" + name + "', ";
    box.config("include = [" + list + "]\n");
    if (i < 2) box.load();
  }
  CHECK(box.load_error().find("config `include` leads to more than 2097152 bytes of configuration") !=
        std::string::npos);
}
