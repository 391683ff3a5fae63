// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>

#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;
using Words = std::vector<std::string>;

TEST_CASE("a tool with a separator is relative to its root, a bare one stays bare", "[config][tools]") {
  Sandbox box;
  box.config("build.rustc = 'tools/rustc'\nbuild.rustdoc = 'rustdoc-9'\n");
  const auto found = value_of(tools(box.load()));
  CHECK(box.without_root(found.rustc.value) == "[ROOT]/work/tools/rustc");
  CHECK(found.rustdoc.value == "rustdoc-9");
}

TEST_CASE("a tool's own variable comes before its key", "[config][tools]") {
  Sandbox box;
  box.config("build.rustc = 'file'\nbuild.rustc-wrapper = 'file-wrapper'\n");
  box.variable("RUSTC", "bin/rustc").variable("CARGO_BUILD_RUSTC", "key").option("build.rustc='option'");
  const auto found = value_of(tools(box.load()));
  CHECK(box.without_root(found.rustc.value) == "[ROOT]/work/bin/rustc");
  CHECK(found.rustc.origin.describe() == "environment variable `RUSTC`");
}

TEST_CASE("an empty wrapper is none, and hides what the key says", "[config][tools]") {
  Sandbox box;
  box.config("build.rustc-wrapper = 'wrapper'\nbuild.rustc-workspace-wrapper = ''\n");
  CHECK(value_of(tools(box.load())).rustc_wrapper->value == "wrapper");
  CHECK_FALSE(value_of(tools(box.load())).rustc_workspace_wrapper);
  box.variable("RUSTC_WRAPPER", "");
  CHECK_FALSE(value_of(tools(box.load())).rustc_wrapper);
}

TEST_CASE("an empty compiler is an error", "[config][tools]") {
  Sandbox box;
  box.variable("RUSTC", "");
  CHECK(box.message(tools(box.load())) ==
        "error: the program for `rustc` is set to an empty string in environment variable `RUSTC`\n"
        "help: name a program there, or unset it to use `rustc` from PATH\n");
}

TEST_CASE("a value of the wrong type in [build] fails every use of it", "[config][tools]") {
  Sandbox box;
  box.config("[build]\nincremental = 'yes'\n");
  CHECK(box.message(tools(box.load())) ==
        R"(error: error in `[ROOT]/work/.cargo/config.toml`: `build.incremental` expected true/false, but found a string
 --> [ROOT]/work/.cargo/config.toml:2:15
  |
2 | incremental = 'yes'
  |               ^^^^^
)");
}

TEST_CASE("build.target is a name or several, sorted and without repetition", "[config][targets]") {
  Sandbox box;
  const auto names = [&] {
    Words found;
    for (const auto& target : value_of(build_targets(box.load()))) found.push_back(box.without_root(target.value));
    return found;
  };
  CHECK(names().empty());
  box.config("build.target = ' one '\n");
  CHECK(names() == Words{"one"});
  box.config("build.target = ['z', 'specs/a.json', 'host-tuple', 'z']\n");
  CHECK(names() == Words{"host-tuple", "z", "[ROOT]/work/specs/a.json"});
  box.variable("CARGO_BUILD_TARGET", "b");
  CHECK(names() == Words{"b", "host-tuple", "z", "[ROOT]/work/specs/a.json"});
}

TEST_CASE("CARGO_BUILD_TARGET is not CARGO_BUILD_TARGET_DIR", "[config][targets]") {
  Sandbox box;
  box.variable("CARGO_BUILD_TARGET_DIR", "out");
  CHECK(value_of(build_targets(box.load())).empty());
  CHECK(box.without_root(value_of(target_dir(box.load()))->value.string()) == "[ROOT]/work/out");
}

TEST_CASE("the target directory: variable, then key; an empty one is an error", "[config][directories]") {
  Sandbox box;
  CHECK_FALSE(value_of(target_dir(box.load())));
  box.file("work/.cargo/config.toml", "build.target-dir = 'out'\n");
  box.request.cwd = box.path("work/deep");
  REQUIRE(fs::create_directories(box.request.cwd).has_value());
  CHECK(box.without_root(value_of(target_dir(box.load()))->value.string()) == "[ROOT]/work/out");
  box.variable("CARGO_TARGET_DIR", "here");
  CHECK(box.without_root(value_of(target_dir(box.load()))->value.string()) == "[ROOT]/work/deep/here");
  box.variable("CARGO_TARGET_DIR", "");
  CHECK(box.message(target_dir(box.load())) ==
        "error: the target directory is set to an empty string in environment variable `CARGO_TARGET_DIR`\n");
}

TEST_CASE("the linker: the triple's, else that of one cfg table", "[config][linker]") {
  Sandbox box;
  const auto found = [&] { return linker(box.load(), linux_triple, linux_cfgs); };
  CHECK_FALSE(value_of(found()));
  box.config("target.'cfg(unix)'.linker = 'bin/ld'\ntarget.'cfg(windows)'.linker = 'link'\n");
  CHECK(box.without_root(value_of(found())->value) == "[ROOT]/work/bin/ld");
  box.config("[target.'cfg(unix)']\nlinker = 'a'\n[target.'cfg(all())']\nlinker = 'a'\n");
  CHECK(box.message(found()) == R"(error: several matching instances of `target.'cfg(..)'.linker` in configurations
 --> [ROOT]/work/.cargo/config.toml:2:10
  |
2 | linker = 'a'
  |          ^^^
note: first match `cfg(all())` located in [ROOT]/work/.cargo/config.toml:4:10
note: second match `cfg(unix)` located in `[ROOT]/work/.cargo/config.toml`
help: name the linker in `[target.<triple>]`, which comes before both
)");
  box.variable("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER", "mine");
  CHECK(value_of(found())->value == "mine");
}

TEST_CASE("build.jobs: a number, a negative one, a word", "[config][jobs]") {
  const auto with = [](std::string value) {
    Sandbox box;
    return jobs(box.option("build.jobs=" + value).load(), 8);
  };
  CHECK(value_of(with("3")) == 3);
  CHECK(value_of(with("-3")) == 5);
  CHECK(value_of(with("-30")) == 1);
  CHECK(value_of(with("'default'")) == 8);
  CHECK(with("0").error().message() == "jobs may not be 0");
  CHECK(with("'many'").error().message() ==
        "could not parse `many` in `--config` argument. Number of parallel jobs should be `default` or a number.");
  Sandbox box;
  CHECK(value_of(jobs(box.load(), 8)) == 8);
  CHECK(value_of(jobs(box.variable("CARGO_BUILD_JOBS", "2").load(), 8)) == 2);
}

TEST_CASE("[env] sets what is unset, and what it is told to force", "[config][env]") {
  Sandbox box;
  box.config(R"([env]
PLAIN = "plain"
TAKEN = "file"
FORCED = { value = "file", force = true }
PLACE = { value = "data", relative = true }
)");
  Environment base({{"TAKEN", "mine"}, {"FORCED", "mine"}});
  const auto environment = value_of(with_env_table(box.load(), base));
  CHECK(environment.get("PLAIN") == "plain");
  CHECK(environment.get("TAKEN") == "mine");
  CHECK(environment.get("FORCED") == "file");
  CHECK(box.without_root(*environment.get("PLACE")) == "[ROOT]/work/data");
}

TEST_CASE("[env] may not set what was read before it", "[config][env]") {
  Sandbox box;
  box.config("env.CARGO_HOME = 'x'\n");
  CHECK(with_env_table(box.load(), {}).error().message() ==
        "setting the `CARGO_HOME` environment variable is not supported in the `[env]` configuration table");
}

TEST_CASE("term.* from files and variables", "[config][term]") {
  Sandbox box;
  box.config("[term]\nverbose = true\ncolor = 'never'\nprogress = { when = 'always', width = 80 }\n");
  box.variable("CARGO_TERM_COLOR", "always");
  const auto found = value_of(term(box.load()));
  CHECK(found.verbose == true);
  CHECK_FALSE(found.quiet);
  CHECK(found.color == "always");
  CHECK(found.progress_when == "always");
  CHECK(found.progress_width == 80U);
}

TEST_CASE("a progress bar that always shows needs a width", "[config][term]") {
  Sandbox box;
  box.variable("CARGO_TERM_PROGRESS_WHEN", "always");
  CHECK(
      box.message(term(box.load())) ==
      "error: could not load config key `term.progress`\n\nCaused by:\n  \"always\" progress requires a `width` key\n");
  CHECK(value_of(term(box.variable("CARGO_TERM_PROGRESS_WIDTH", "40").load())).progress_width == 40U);
}

TEST_CASE("options of the command line decide between quiet and verbose", "[config][term]") {
  Term both;
  both.quiet = both.verbose = true;
  CHECK(verbosity(both, 0, false).error().message() == "cannot set both `term.verbose` and `term.quiet`");
  CHECK(value_of(verbosity(both, 1, false)) == Verbosity::verbose);
  CHECK(value_of(verbosity(both, 0, true)) == Verbosity::quiet);
  CHECK(verbosity({}, 1, true).error().exit_status() == 1);
  CHECK(value_of(verbosity({}, 0, false)) == Verbosity::normal);
}
