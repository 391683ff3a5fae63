// SPDX-License-Identifier: MIT
// RFC 3874, "Configuration": the rules as a table, one row a rule.
#include <catch2/catch.hpp>

#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;

namespace {

/// What the configuration comes to: "always std", "never -", "- core", "- -".
std::string outcome(Sandbox& box, std::string_view target = linux_triple) {
  const auto found = value_of(build_std(box.load(), target, linux_cfgs, box.diagnostics));
  const std::string when = found.always ? (found.always->value ? "always" : "never") : "-";
  return when + " " + (found.crates ? std::string(name_of(found.crates->value)) : "-");
}

struct Row {
  std::string_view rule;
  std::string_view config;
  std::string_view outcome;
};

const Row settings[] = {
    {"nothing is set", "", "- -"},

    {"inline table", "build = { build-std = { when = 'always', crates = 'alloc' } }", "always alloc"},
    {"inline table under a header", "[build]\nbuild-std = { when = 'always', crates = 'alloc' }", "always alloc"},
    {"dotted keys under a header", "[build]\nbuild-std.when = 'always'\nbuild-std.crates = 'alloc'", "always alloc"},
    {"dotted keys at the top", "build.build-std.when = 'always'\nbuild.build-std.crates = 'alloc'", "always alloc"},
    {"sub-table", "[build.build-std]\nwhen = 'always'\ncrates = 'alloc'", "always alloc"},
    {"quoted keys", "['build'.\"build-std\"]\n'when' = \"always\"\n\"crates\" = '''alloc'''", "always alloc"},

    {"when alone", "build.build-std.when = 'always'", "always -"},
    {"crates alone", "build.build-std.crates = 'core'", "- core"},
    {"never in so many words", "build.build-std.when = 'never'", "never -"},
    {"std", "build.build-std.crates = 'std'", "- std"},

    {"draft: build-std is a string", "build.build-std = 'always'", "always -"},
    {"draft: build-std-crates", "build.build-std-crates = 'core'", "- core"},
    {"draft: both", "[build]\nbuild-std = 'never'\nbuild-std-crates = 'alloc'", "never alloc"},
    {"draft and accepted spelling of crates: the accepted one",
     "[build]\nbuild-std.crates = 'core'\nbuild-std-crates = 'std'", "- core"},
    {"draft in a target table",
     "target.x86_64-unknown-linux-gnu.build-std = 'always'\ntarget.'cfg(unix)'.build-std-crates = 'core'",
     "always core"},

    {"the triple's table", "[target.x86_64-unknown-linux-gnu]\nbuild-std = { when = 'always' }", "always -"},
    {"another triple's table", "[target.aarch64-apple-darwin]\nbuild-std = { when = 'always' }", "- -"},
    {"a cfg table that matches", "[target.'cfg(unix)']\nbuild-std.when = 'always'", "always -"},
    {"a cfg table that does not", "[target.'cfg(windows)']\nbuild-std.when = 'always'", "- -"},
    {"a cfg table with all the grammar",
     "[target.'cfg(all(any(unix, windows), not(target_os = \"macos\"), true, r#unix))']\nbuild-std.when = 'always'",
     "always -"},
    {"a malformed cfg table matches nothing", "[target.'cfg(unix']\nbuild-std.when = 'always'", "- -"},

    {"triple before build", "build.build-std.when = 'always'\ntarget.x86_64-unknown-linux-gnu.build-std.when = 'never'",
     "never -"},
    {"cfg before build", "build.build-std.when = 'always'\ntarget.'cfg(unix)'.build-std.when = 'never'", "never -"},
    {"triple before cfg",
     "target.x86_64-unknown-linux-gnu.build-std.when = 'always'\ntarget.'cfg(unix)'.build-std.when = 'never'",
     "always -"},
    {"each key on its own",
     "build.build-std = { when = 'always', crates = 'core' }\ntarget.x86_64-unknown-linux-gnu.build-std.crates = 'std'",
     "always std"},
    {"each key on its own, over three tables",
     "build.build-std = { when = 'always', crates = 'core' }\ntarget.'cfg(unix)'.build-std.crates = 'alloc'\n"
     "target.x86_64-unknown-linux-gnu.build-std.when = 'never'",
     "never alloc"},
    {"two cfg tables that agree",
     "target.'cfg(unix)'.build-std.when = 'always'\ntarget.'cfg(all())'.build-std.when = 'always'", "always -"},
    {"two cfg tables, one key each",
     "target.'cfg(unix)'.build-std.when = 'always'\ntarget.'cfg(all())'.build-std.crates = 'core'", "always core"},
    {"two cfg tables that disagree, below a triple that decides",
     "target.'cfg(unix)'.build-std.when = 'always'\ntarget.'cfg(all())'.build-std.when = 'never'\n"
     "target.x86_64-unknown-linux-gnu.build-std.when = 'never'",
     "never -"},
    {"two cfg tables that disagree, one not matching",
     "target.'cfg(unix)'.build-std.when = 'always'\ntarget.'cfg(windows)'.build-std.when = 'never'", "always -"},
};

}  // namespace

TEST_CASE("RFC 3874: what the configuration says of build-std", "[config][build-std]") {
  for (const auto& row : settings) {
    INFO(row.rule << "\n" << row.config);
    Sandbox box;
    CHECK(outcome(box.config(row.config)) == row.outcome);
  }
}

TEST_CASE("RFC 3874: variables, options and files", "[config][build-std]") {
  Sandbox box;
  box.file("home/config.toml", "build.build-std = { when = 'always', crates = 'std' }\n");
  CHECK(outcome(box) == "always std");
  box.config("build.build-std.crates = 'core'\n");
  CHECK(outcome(box) == "always core");
  box.variable("CARGO_BUILD_BUILD_STD_CRATES", "alloc").variable("CARGO_BUILD_BUILD_STD_WHEN", "never");
  CHECK(outcome(box) == "never alloc");
  box.option("build.build-std.when='always'");
  CHECK(outcome(box) == "always alloc");
  box.variable("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_BUILD_STD_WHEN", "never");
  box.variable("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_BUILD_STD_CRATES", "std");
  CHECK(outcome(box) == "never std");
  CHECK(outcome(box, "aarch64-apple-darwin") == "always alloc");
}

TEST_CASE("RFC 3874: a draft spelling meets the accepted one from elsewhere", "[config][build-std]") {
  Sandbox box;
  box.config("build.build-std = 'always'\n").variable("CARGO_BUILD_BUILD_STD_WHEN", "never");
  CHECK(outcome(box) == "never -");
  Sandbox draft;
  draft.variable("CARGO_BUILD_BUILD_STD", "always");
  CHECK(outcome(draft) == "always -");
}

TEST_CASE("RFC 3874: a triple with a dot, quoted or not", "[config][build-std]") {
  for (const std::string_view key : {"'thumbv8m.base-none-eabi'", "thumbv8m.base-none-eabi"}) {
    Sandbox box;
    box.config("target." + std::string(key) + ".build-std.crates = 'core'\n");
    CHECK(outcome(box, "thumbv8m.base-none-eabi") == "- core");
    box.variable("CARGO_TARGET_THUMBV8M_BASE_NONE_EABI_BUILD_STD_CRATES", "alloc");
    CHECK(outcome(box, "thumbv8m.base-none-eabi") == "- alloc");
  }
}

TEST_CASE("matching cfg tables that disagree are an error that shows both", "[config][build-std]") {
  Sandbox box;
  box.config(
      "[target.'cfg(unix)']\nbuild-std.when = 'always'\n\n[target.'cfg(target_os = \"linux\")']\nbuild-std.when = "
      "'never'\n");
  CHECK(
      box.message(build_std(box.load(), linux_triple, linux_cfgs, box.diagnostics)) ==
      R"(error: two matching config tables disagree about `build-std.when`: `[target.'cfg(target_os = "linux")']` says "never", `[target.'cfg(unix)']` says "always"
 --> [ROOT]/work/.cargo/config.toml:2:18
  |
2 | build-std.when = 'always'
  |                  ^^^^^^^^
note: `[target.'cfg(target_os = "linux")']` says "never" at [ROOT]/work/.cargo/config.toml:5:18
help: make them agree, or decide in `[target.<triple>]`, which comes before both
)");
}

TEST_CASE("a value that build-std does not know is an error with its place", "[config][build-std]") {
  Sandbox box;
  box.config("[build]\nbuild-std.when = 'allways'\n");
  CHECK(box.message(build_std(box.load(), linux_triple, linux_cfgs, box.diagnostics)) ==
        R"(error: `build-std.when` is "allways" in `[ROOT]/work/.cargo/config.toml`, which is not one of its values
 --> [ROOT]/work/.cargo/config.toml:2:18
  |
2 | build-std.when = 'allways'
  |                  ^^^^^^^^^
help: did you mean "always"?
)");
  box.config("build.build-std.crates = 'everything'\n");
  CHECK(box.message(build_std(box.load(), linux_triple, linux_cfgs, box.diagnostics))
            .ends_with("help: the values are \"core\", \"alloc\", \"std\"\n"));
  box.config("build.build-std.when = true\n");
  CHECK(build_std(box.load(), linux_triple, linux_cfgs, box.diagnostics)
            .error()
            .message()
            .ends_with("`build.build-std.when` expected a string, but found a boolean"));
  box.config("build.build-std = true\n");
  CHECK(build_std(box.load(), linux_triple, linux_cfgs, box.diagnostics)
            .error()
            .message()
            .ends_with("`build.build-std` expected a table, but found a boolean"));
}

TEST_CASE("draft spellings get a note that names the accepted one", "[config][build-std]") {
  Sandbox box;
  box.config("[build]\nbuild-std = 'always'\nbuild-std-crates = 'core'\n").load();
  REQUIRE(box.diagnostics.all.size() == 2);
  CHECK(box.without_root(render(box.diagnostics.all[0], Color::never)) ==
        R"(note: `build.build-std = "…"` is the spelling of the RFC's draft
 --> [ROOT]/work/.cargo/config.toml:2:13
  |
2 | build-std = 'always'
  |             ^^^^^^^^
help: the accepted spelling is `build.build-std.when = "always"`
)");
  CHECK(box.diagnostics.all[1].helps.front() == "the accepted spelling is `build.build-std.crates = \"core\"`");
  Sandbox variable;
  variable.variable("CARGO_BUILD_BUILD_STD", "never").load();
  REQUIRE(variable.diagnostics.all.size() == 1);
  CHECK(variable.diagnostics.all[0].helps.front() == "the accepted spelling is `CARGO_BUILD_BUILD_STD_WHEN`");
}

TEST_CASE("a misspelt key of build-std gets the nearest name", "[config][build-std]") {
  Sandbox box;
  box.config("[build]\nbuild-std.wen = 'always'\n[target.'cfg(unix)'.build-std]\nfeatures = []\n").load();
  REQUIRE(box.diagnostics.all.size() == 2);
  CHECK(box.without_root(render(box.diagnostics.all[0], Color::never)) ==
        R"(warning: unused config key `build.build-std.wen` in `[ROOT]/work/.cargo/config.toml`
 --> [ROOT]/work/.cargo/config.toml:2:17
  |
2 | build-std.wen = 'always'
  |                 ^^^^^^^^
help: did you mean `when`?
)");
  CHECK(box.diagnostics.all[1].helps.front() == "the keys of `build-std` are: crates, when");
}

TEST_CASE("only the key `when` says whether any std is wanted", "[config][build-std]") {
  const auto wanted = [](const char* text) {
    Sandbox box;
    box.config(text);
    return wants_build_std(box.load());
  };
  CHECK(wanted("[build]\nbuild-std.when = 'always'\n"));
  CHECK(wanted("[build]\nbuild-std.when = 'never'\n[target.wasm32-wasip1.build-std]\nwhen = 'always'\n"));
  CHECK_FALSE(wanted("[build]\nbuild-std.wen = 'always'\n"));
  CHECK_FALSE(wanted("[build]\nbuild-std = { when = 'never', crates = 'always' }\n"));
  Sandbox variable;
  variable.variable("CARGO_BUILD_BUILD_STD_WHEN", "always");
  CHECK(wants_build_std(variable.load()));
}

TEST_CASE("a list under build-std gets help that names both keys", "[config][build-std]") {
  Sandbox box;
  box.config("[build]\nbuild-std = ['core', 'alloc']\n");
  CollectedDiagnostics diagnostics;
  const auto refused = build_std(box.load(), linux_triple, linux_cfgs, diagnostics);
  REQUIRE_FALSE(refused.has_value());
  const auto& help = refused.error().helps().front();
  CHECK(help.find("build-std.when = \"always\"") != std::string::npos);
  CHECK(help.find("build-std.crates = \"core\"") != std::string::npos);
}

TEST_CASE("Cargo's older key is found with its place", "[config][build-std]") {
  Sandbox box;
  CHECK_FALSE(unstable_build_std(box.load()).has_value());
  box.config("[unstable]\nbuild-std = ['core', 'alloc']\n");
  const auto found = unstable_build_std(box.load());
  REQUIRE(found.has_value());
  CHECK(found->value == std::vector<std::string>{"core", "alloc"});
  CHECK(found->origin.place->line == 2);
  Sandbox variable;
  CHECK(unstable_build_std(variable.variable("CARGO_UNSTABLE_BUILD_STD", "std").load())->origin.name ==
        "CARGO_UNSTABLE_BUILD_STD");
}
