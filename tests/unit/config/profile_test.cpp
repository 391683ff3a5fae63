// SPDX-License-Identifier: MIT
#include <catch2/catch.hpp>
#include <set>

#include "buildstd/base/text.hpp"
#include "sandbox.hpp"

using namespace buildstd;
using namespace buildstd::config;
using namespace buildstd::config::testing;

namespace {

/// The name of the strategy, "-" where none is set.
std::string panic(Sandbox& box, std::string_view profile) {
  const auto manifest = box.path("work/Cargo.toml");
  const auto found = value_of(profile_panic(box.load(), fs::exists(manifest) ? std::optional(manifest) : std::nullopt,
                                            profile, box.diagnostics));
  return found ? std::string(name_of(found->value)) : "-";
}

std::string panic_error(Sandbox& box, std::string_view profile) {
  return box.message(profile_panic(box.load(), box.path("work/Cargo.toml"), profile, box.diagnostics));
}

}  // namespace

TEST_CASE("panic: manifest, configuration, variable, each on top of the one before", "[config][profile]") {
  Sandbox box;
  CHECK(panic(box, "dev") == "-");
  box.file("work/Cargo.toml", "[profile.dev]\npanic = 'abort'\n");
  CHECK(panic(box, "dev") == "abort");
  CHECK(panic(box, "release") == "-");
  box.config("profile.dev.panic = 'unwind'\n");
  CHECK(panic(box, "dev") == "unwind");
  box.variable("CARGO_PROFILE_DEV_PANIC", "immediate-abort");
  CHECK(panic(box, "dev") == "immediate-abort");
  box.option("profile.dev.panic='abort'");
  CHECK(panic(box, "dev") == "abort");
}

TEST_CASE("what a profile does not say comes from the one it inherits", "[config][profile]") {
  Sandbox box;
  box.file(
      "work/Cargo.toml",
      "[profile.release]\npanic = 'abort'\n[profile.mine]\ninherits = 'release'\n[profile.other]\ninherits = 'mine'\n"
      "panic = 'unwind'\n[profile.dev]\npanic = 'immediate-abort'\n");
  CHECK(panic(box, "mine") == "abort");
  CHECK(panic(box, "other") == "unwind");
  CHECK(panic(box, "bench") == "abort");
  CHECK(panic(box, "test") == "immediate-abort");
  box.config("profile.other.inherits = 'dev'\nprofile.mine.inherits = 'dev'\n");
  CHECK(panic(box, "mine") == "immediate-abort");
  CHECK(panic(box, "other") == "unwind");
}

TEST_CASE("a profile may be defined by configuration or variables alone", "[config][profile]") {
  Sandbox box;
  box.config("profile.mine.inherits = 'release'\nprofile.release.panic = 'abort'\n");
  CHECK(panic(box, "mine") == "abort");
  Sandbox variables;
  variables.variable("CARGO_PROFILE_MY_OWN_INHERITS", "dev").variable("CARGO_PROFILE_DEV_PANIC", "abort");
  CHECK(panic(variables, "my-own") == "abort");
}

TEST_CASE("profiles that make no sense are errors in Cargo's words", "[config][profile]") {
  Sandbox box;
  box.file("work/Cargo.toml",
           "[profile.lost]\npanic = 'abort'\n[profile.a]\ninherits = 'b'\n[profile.b]\ninherits = 'a'\n"
           "[profile.orphan]\ninherits = 'nobody'\n[profile.old]\ninherits = 'debug'\n[profile.dev]\npanic = 'never'\n"
           "[profile.release]\ninherits = 'dev'\n");
  CHECK(panic_error(box, "none") == "error: profile `none` is not defined\n");
  CHECK(panic_error(box, "lost") ==
        "error: profile `lost` is missing an `inherits` directive (`inherits` is required for all profiles except "
        "`dev` or "
        "`release`)\n");
  CHECK(
      panic_error(box, "a").starts_with("error: profile inheritance loop detected with profile `b` inheriting `a`\n"));
  CHECK(panic_error(box, "orphan") == R"(error: profile `orphan` inherits from `nobody`, but that profile is not defined
 --> [ROOT]/work/Cargo.toml:8:12
  |
8 | inherits = 'nobody'
  |            ^^^^^^^^
)");
  CHECK(panic_error(box, "old")
            .starts_with("error: profile.old.inherits=\"debug\" should be profile.old.inherits=\"dev\"\n"));
  CHECK(panic_error(box, "release").starts_with("error: `inherits` must not be specified in root profile `release`\n"));
  INFO(panic_error(box, "dev"));
  CHECK(panic_error(box, "dev")
            .starts_with("error: `panic` setting of `never` in `[ROOT]/work/Cargo.toml` is not a valid setting, must "
                         "be `unwind`, `abort`, or "
                         "`immediate-abort`.\n  --> [ROOT]/work/Cargo.toml:12:9\n"));
  Sandbox other;  // as a whole, whichever profile is wanted
  other.file("work/Cargo.toml", "[profile.number]\ninherits = 'bench'\npanic = 1\n");
  CHECK(panic_error(other, "number").starts_with("error: `panic` of a profile must be a string\n"));
  CHECK(panic_error(other, "dev").starts_with("error: `panic` of a profile must be a string\n"));
}

TEST_CASE("unknown keys of the profiles that Cargo loads get its warning, each once", "[config][profile][keys]") {
  // What cargo 1.96 `check` and `check --profile req` warn about with these files.
  Sandbox box;
  box.file("work/Cargo.toml", "[profile.inmanifest]\ninherits = 'chained'\n[profile.other]\ninherits = 'dev'\n");
  box.config(R"(
profile.custom.zz = 1
profile.inmanifest.zz = 1
profile.chained = { inherits = 'chained2', zz = 1 }
profile.chained2 = { inherits = 'dev', zz = 1 }
profile.other = { zz = 1 }
profile.req = { inherits = 'req2', zz = 1, build-override.zz = 1, package.x.zz = 1 }
profile.req2 = { inherits = 'release', zz = 1 }
profile.doc = { zz = 1 }
profile.test.zz = 1
)");
  const auto warned = [&](std::string_view profile) {
    box.diagnostics.all.clear();
    (void)panic(box, profile);
    std::set<std::string> keys;
    for (const auto& diagnostic : box.diagnostics.all) {
      const auto words = text::words(diagnostic.message);
      REQUIRE(words.size() > 3);
      CHECK(diagnostic.message.starts_with("unused config key `profile."));
      CHECK(keys.insert(words[3]).second);
    }
    return keys;
  };
  const std::set<std::string> always = {"`profile.chained.zz`", "`profile.chained2.zz`", "`profile.inmanifest.zz`",
                                        "`profile.other.zz`", "`profile.test.zz`"};
  CHECK(warned("dev") == always);
  auto with_req = always;
  with_req.insert(
      {"`profile.req.zz`", "`profile.req.build-override.zz`", "`profile.req.package.x.zz`", "`profile.req2.zz`"});
  CHECK(warned("req") == with_req);
}

TEST_CASE("the workspace of a directory", "[config][workspace]") {
  Sandbox box;
  const auto root = [&](std::string_view directory) {
    const auto found = value_of(workspace_manifest(box.path(directory), box.path("home")));
    return found ? box.without_root(found->string()) : std::string("-");
  };
  CHECK(root("work") == "-");
  box.file("work/Cargo.toml", "[workspace]\nmembers = ['member', 'not/member']\nexclude = ['out', 'not']\n");
  box.file("work/member/Cargo.toml", "[package]\nname = 'member'\n").file("work/member/src/lib.rs", "");
  box.file("work/out/Cargo.toml", "[package]\nname = 'out'\n");
  box.file("work/not/member/Cargo.toml", "[package]\nname = 'listed'\n");
  box.file("work/own/Cargo.toml", "[package]\nname = 'own'\n[workspace]\n");
  box.file("elsewhere/Cargo.toml", "[package]\nname = 'elsewhere'\nworkspace = '../work'\n");
  box.file("work/target/package/p-1.0.0/Cargo.toml", "[package]\nname = 'p'\n");
  CHECK(root("work") == "[ROOT]/work/Cargo.toml");
  CHECK(root("work/member/src") == "[ROOT]/work/Cargo.toml");
  CHECK(root("work/out") == "[ROOT]/work/out/Cargo.toml");
  CHECK(root("work/not/member") == "[ROOT]/work/Cargo.toml");
  CHECK(root("work/own") == "[ROOT]/work/own/Cargo.toml");
  CHECK(root("elsewhere") == "[ROOT]/work/Cargo.toml");
  CHECK(root("work/target/package/p-1.0.0") == "[ROOT]/work/target/package/p-1.0.0/Cargo.toml");
}

TEST_CASE("a broken manifest on the way up is an error that says what was looked for", "[config][workspace]") {
  Sandbox box;
  box.file("work/Cargo.toml", "[package\n").file("work/member/Cargo.toml", "[package]\nname = 'member'\n");
  const auto error = box.message(workspace_manifest(box.path("work/member")));
  CHECK(
      error.starts_with("error: failed searching for the workspace of `[ROOT]/work/member/Cargo.toml`\n"
                        " --> [ROOT]/work/Cargo.toml:1:"));
  CHECK(error.ends_with(
      "help: to avoid searching for a non-existent workspace, add `[workspace]` to the package manifest\n"));
}
