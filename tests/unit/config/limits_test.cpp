// SPDX-License-Identifier: MIT
// Configuration that nobody means well with, or that is broken: always a message, in bounded time and memory.
#include <catch2/catch.hpp>
#include <chrono>
#include <ctime>
#include <string>

#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;

namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

/// The message for a configuration, which must come soon.
std::string prompt_error(std::string_view config) {
  Sandbox box;
  box.config(config);
  const auto start = std::chrono::steady_clock::now();
  auto error = box.load_error();
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  return error;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a file of 100 MB is refused unread", "[config][limits]") {
  Sandbox box;
  box.config("");
  std::filesystem::resize_file(box.path("work/.cargo/config.toml"), 100U << 20);
  CHECK(box.load_error() ==
        "error: could not load Cargo configuration\n\nCaused by:\n  failed to read `[ROOT]/work/.cargo/config.toml`\n"
        "  the file has 104857600 bytes, more than the 1048576 that are read\n");
}

TEST_CASE("nesting ends where Cargo's parser ends it", "[config][limits]") {
  Sandbox box;
  const auto nested = [](std::size_t depth) { return "a=" + repeated("[", depth) + repeated("]", depth); };
  box.config(nested(80)).load();
  CHECK(contains(prompt_error(nested(81)), "tables and arrays nest deeper than 80 levels"));
  CHECK(contains(prompt_error("a=" + repeated("[", 500'000)), "config.toml:1:"));
  CHECK(contains(prompt_error("a=" + repeated("{a=", 200'000)), "config.toml:1:"));
  CHECK(contains(prompt_error("a" + repeated(".a", 400'000) + "=1"), "more than 128 parts"));
  box.config("a" + repeated(".a", 79) + "=1\n").load();
  CHECK(contains(prompt_error("a" + repeated(".a", 81) + "=1\n"), "nest deeper than 80 levels"));
}

TEST_CASE("bytes that are no TOML", "[config][limits]") {
  CHECK(contains(prompt_error(std::string_view("a = 1\0\n", 7)), "config.toml:1:6"));
  CHECK(contains(prompt_error("a = '\xff'\n"), "the file is not valid UTF-8"));
  CHECK(contains(prompt_error("a = \"\x01\"\n"), "config.toml:1:"));
  CHECK(contains(prompt_error("\xEF\xBB\xBF"
                              "a = \n"),
                 "config.toml:1:"));
}

TEST_CASE("a byte order mark is no part of the first key", "[config][limits]") {
  Sandbox box;
  box.config(
      "\xEF\xBB\xBF"
      "build.jobs = 'x'\n");
  CHECK(contains(box.message(jobs(box.load(), 1)), "config.toml:1:14"));
}

TEST_CASE("things that are no files", "[config][limits]") {
  Sandbox folder;
  REQUIRE(fs::create_directories(folder.path("work/.cargo/config.toml")).has_value());
  CHECK(contains(folder.load_error(), "failed to read `[ROOT]/work/.cargo/config.toml`\n  it is not a regular file"));

  Sandbox circle;
  REQUIRE(fs::create_directories(circle.path("work/.cargo")).has_value());
  REQUIRE(fs::symlink("config.toml", circle.path("work/.cargo/config.toml")).has_value());
  circle.load();  // Cargo, too, sees no file behind such a link

  Sandbox include;
  include.config("include = ['loop.toml']\n");
  REQUIRE(fs::symlink("loop.toml", include.path("work/.cargo/loop.toml")).has_value());
  CHECK(contains(include.load_error(), "failed to load config include `loop.toml`"));

  Sandbox folders;
  REQUIRE(fs::symlink(".cargo", folders.path("work/.cargo")).has_value());
  folders.load();
}

TEST_CASE("a file that may not be read", "[config][limits]") {
  Sandbox box;
  box.config("a = 1\n");
  std::filesystem::permissions(box.path("work/.cargo/config.toml"), std::filesystem::perms::none);
  if (const auto text = fs::read(box.path("work/.cargo/config.toml"))) return;  // root reads everything
  CHECK(contains(box.load_error(), "failed to read `[ROOT]/work/.cargo/config.toml`\n  Permission denied"));
}

TEST_CASE("control characters of a file do not reach the terminal", "[config][limits]") {
  Sandbox box;
  box.config("[build]\nbuild-std.when = \"\\u001b[31mred\"\n");
  const auto message = box.message(build_std(box.load(), linux_triple, linux_cfgs, box.diagnostics));
  CHECK_FALSE(contains(message, "\x1b"));
  box.config("[build]\n\"\\u001b[31m\" = 1\n").load();
  REQUIRE_FALSE(box.diagnostics.all.empty());
  CHECK_FALSE(contains(render(box.diagnostics.all.front(), Color::never), "\x1b"));
}

TEST_CASE("a million unknown keys are a hundred warnings", "[config][limits]") {
  std::string text = "[build]\n";
  for (int i = 0; i < 50'000; ++i) text += "k" + std::to_string(i) + "=1\n";
  Sandbox box;
  box.config(text).load();
  CHECK(box.diagnostics.all.size() == 101);
  CHECK(box.diagnostics.all.back().message == "there are more unused config keys, which are not listed");
}

TEST_CASE("profiles that inherit from each other take time in proportion", "[config][limits]") {
  const auto seconds = [](int count, bool in_manifest) {
    std::string text = "[profile.p0]\ninherits = 'dev'\npanic = 'abort'\n";
    for (int i = 1; i < count; ++i)
      text += "[profile.p" + std::to_string(i) + "]\ninherits = 'p" + std::to_string(i - 1) + "'\n";
    Sandbox box;
    box.file("work/Cargo.toml", in_manifest ? text : "").config(in_manifest ? "" : text);
    const auto start = std::clock();
    const auto panic = value_of(
        profile_panic(box.load(), box.path("work/Cargo.toml"), "p" + std::to_string(count - 1), box.diagnostics));
    REQUIRE(panic);
    CHECK(panic->value == PanicStrategy::abort);
    CHECK(panic->origin.place.value().line == 3);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  };
  for (const bool in_manifest : {true, false}) CHECK(seconds(16'000, in_manifest) < 10 * seconds(4'000, in_manifest));
}

TEST_CASE("a NUL character, which no program can be given, has a place", "[config][limits]") {
  const auto flags_error = [](std::string_view config) {
    Sandbox box;
    box.config(config);
    return box.message(compiler_flags(box.load(), FlagTool::rustc, "x86_64-unknown-linux-gnu", CfgSet()));
  };
  CHECK(flags_error("[build]\nrustflags = ['-a', '-b', \"--cfg=a\\u0000b\"]\n") ==
        "error: error in `[ROOT]/work/.cargo/config.toml`: `build.rustflags` contains a NUL character\n"
        " --> [ROOT]/work/.cargo/config.toml:2:26\n"
        "  |\n"
        "2 | rustflags = ['-a', '-b', \"--cfg=a\\u0000b\"]\n"
        "  |                          ^^^^^^^^^^^^^^^^\n"
        "help: remove it: no program can be given one\n");
  CHECK(contains(flags_error("build.rustflags = \"-a \\u0000\"\n"), "`build.rustflags` contains a NUL character"));
  CHECK(contains(flags_error("target.x86_64-unknown-linux-gnu.rustflags = [\"\\u0000\"]\n"), "NUL character"));
  Sandbox option;
  option.option("build.rustflags=[\"a\\u0000\"]");
  CHECK(contains(option.message(compiler_flags(option.load(), FlagTool::rustc, "x86_64-unknown-linux-gnu", CfgSet())),
                 "error in `--config` argument: `build.rustflags` contains a NUL character"));
  Sandbox directory;
  directory.config("build.target-dir = \"a\\u0000\"\n");
  CHECK(contains(directory.message(target_dir(directory.load())), "`build.target-dir` contains a NUL character"));
  for (const auto* const table :
       {"[env]\nA = \"a\\u0000\"\n", "[env]\nA.value = \"\\u0000\"\n", "[env]\n\"A\\u0000\" = ''\n"}) {
    Sandbox environment;
    environment.config(table);
    CHECK(contains(environment.message(with_env_table(environment.load(), Environment())), "contains a NUL character"));
  }
}
