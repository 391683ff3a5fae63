// SPDX-License-Identifier: MIT
// What each target gets, decided from options, configuration and a compiler's answers; no process is started.
#include "ops/target_choice.hpp"

#include <map>

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::ops;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

/// A compiler that knows three targets, and whose cfgs follow the flags.
class MockAnswers final : public TargetAnswers {
 public:
  [[nodiscard]] Result<toolchain::Target> target(const std::string& name,
                                                 const std::vector<std::string>& flags) const override {
    toolchain::Target target;
    const auto file = std::filesystem::path(name);
    target.name = file.extension() == ".json" ? file.stem().string() : name;
    target.argument = name;
    target.cfgs = {{"target_os", name.ends_with("-none") ? "none" : "linux"}};
    for (const auto& flag : flags) target.cfgs.insert({"flag", flag});
    using toolchain::Support;
    if (name.ends_with("-none")) target.support = Support{StdCrates::core, StdCrates::alloc};
    if (name.ends_with("-gnu")) target.support = Support{StdCrates::std, StdCrates::std};
    asked.push_back(name);
    return target;
  }
  [[nodiscard]] Result<std::optional<toolchain::Prebuilt>> prebuilt(const std::string& target) const override {
    if (target == "damaged-gnu") return fail("the prebuilt standard library cannot be read");
    if (target.ends_with("-gnu")) return toolchain::Prebuilt();
    return std::nullopt;
  }
  mutable std::vector<std::string> asked;
};

struct ChoiceSite {
  TempDir dir;
  Selection selection;
  ProcessContext process_context;
  toolchain::Toolchain toolchain;
  MockAnswers answers;
  CollectedDiagnostics diagnostics;
  std::string configuration;

  ChoiceSite() {
    process_context.cwd = dir.path();
    process_context.environment = Environment({{"CARGO_HOME", dir.path("cargo").string()}});
    process_context.installed.verify = "/bin/buildstd-verify";
    toolchain.version = {"1.96.0", "abc", "host-gnu", "rustc 1.96.0"};
    toolchain.sysroot = "/toolchain";
  }

  Result<TargetChoices> choose() {
    dir.file("cargo/config.toml", configuration);
    Settings settings{value_of(config::load({dir.path(), process_context.environment, {}}, diagnostics)),
                      process_context.environment,
                      std::nullopt,
                      1,
                      std::nullopt,
                      std::nullopt};
    StateDirectory state(dir.path("state"));
    return choose_targets({selection, settings, toolchain, process_context, state}, answers, diagnostics);
  }
  TargetChoice one() {
    auto choices = value_of(choose());
    REQUIRE(choices.all.size() == 1);
    return std::move(choices.all.front());
  }
};

}  // namespace

TEST_CASE("without a choice, the host gets what it supports, as its prebuilt std", "[ops][targets]") {
  ChoiceSite site;
  const auto choice = site.one();
  CHECK(choice.target.name == "host-gnu");
  CHECK_FALSE(choice.explicitly_chosen);
  CHECK(choice.crates == StdCrates::std);
  CHECK(choice.prebuilt.has_value());
  CHECK_FALSE(choice.never.has_value());
}

TEST_CASE("options choose before the configuration, and it before the target", "[ops][targets]") {
  ChoiceSite site;
  site.configuration =
      "[build]\ntarget = \"bare-none\"\n[build.build-std]\ncrates = \"core\"\n[target.host-gnu]\nrustflags = "
      "[\"-Ca\"]\n";
  CHECK(site.one().target.name == "bare-none");
  CHECK(site.one().explicitly_chosen);
  site.selection.targets = {"host-tuple", "host-gnu"};
  auto choice = site.one();  // the same target twice
  CHECK(choice.target.name == "host-gnu");
  CHECK(choice.crates == StdCrates::core);
  CHECK(choice.rustflags.flags == std::vector<std::string>{"-Ca"});
  CHECK(choice.target.has_cfg("flag", "-Ca"));
  site.selection.crates = StdCrates::alloc;
  CHECK(site.one().crates == StdCrates::alloc);
}

TEST_CASE("more than a target supports is refused on stable, and built on nightly", "[ops][targets]") {
  ChoiceSite site;
  site.selection.targets = {"bare-none"};
  CHECK(site.one().crates == StdCrates::core);
  site.selection.crates = StdCrates::std;
  const auto message = message_of(site.choose());
  CHECK_THAT(message, Contains("`std` is not supported for target `bare-none` on stable toolchains"));
  CHECK_THAT(message, Contains("the target supports `--crates alloc` and less"));
  site.selection.targets = {"mystery"};
  site.selection.crates.reset();
  CHECK_THAT(message_of(site.choose()), Contains("no crate of the standard library may be built for `mystery`"));
  site.toolchain.version.release = "1.98.0-nightly";
  CHECK(site.one().crates == StdCrates::core);
}

TEST_CASE("unstable choices are refused on stable", "[ops][targets]") {
  ChoiceSite site;
  site.selection.panic = PanicStrategy::immediate_abort;
  CHECK_THAT(message_of(site.choose()), Contains("`immediate-abort` is not available on stable"));
  site.selection.panic.reset();
  site.selection.targets = {"mine.json"};
  CHECK_THAT(message_of(site.choose()), Contains("custom target specifications are not available on stable"));
  CHECK(site.answers.asked.empty());
}

TEST_CASE("a specification is asked about under a name of its content", "[ops][targets]") {
  ChoiceSite site;
  site.toolchain.version.release = "1.98.0-nightly";
  site.selection.targets = {"mine.json"};
  CHECK_THAT(message_of(site.choose()), Contains("needs `-Zunstable-options`"));
  site.selection.unstable_options = true;
  CHECK_THAT(message_of(site.choose()), Contains("could not read the target specification `mine.json`"));
  site.dir.file("mine.json", "{}");
  const auto choice = site.one();
  CHECK(choice.specification == site.dir.path("mine.json"));
  CHECK_FALSE(choice.prebuilt.has_value());
  CHECK(choice.target.name == "mine");
  CHECK(site.answers.asked.back().starts_with(site.dir.path("state/specifications").string()));
  site.dir.file("other/mine.json", "{ }");
  site.selection.targets = {"mine.json", "other/mine.json"};
  CHECK_THAT(message_of(site.choose()), Contains("two different targets are called `mine`"));
}

TEST_CASE("\"never\" counts where it is written, unless it is forced", "[ops][targets]") {
  ChoiceSite site;
  site.configuration = "[build]\nbuild-std.when = \"never\"\n";
  const auto choice = site.one();
  REQUIRE(choice.never.has_value());
  CHECK_THAT(choice.never->describe(), Contains("config.toml"));
  site.selection.force = true;
  CHECK_FALSE(site.one().never.has_value());
}

TEST_CASE("the profile's panic strategy counts, and not for tests", "[ops][targets]") {
  ChoiceSite site;
  site.configuration = "[profile.release]\npanic = \"abort\"\n";
  CHECK_FALSE(site.one().panic.has_value());
  site.selection.profile = "release";
  CHECK(site.one().panic == PanicStrategy::abort);
  site.selection.for_tests = true;
  CHECK_FALSE(site.one().panic.has_value());
  site.selection.panic = PanicStrategy::unwind;
  CHECK(site.one().panic == PanicStrategy::unwind);
}

TEST_CASE("whose recipe is followed", "[ops][targets]") {
  ChoiceSite site;
  site.selection.recipe = RecipeKind::dist;
  CHECK_FALSE(site.one().prebuilt.has_value());
  site.selection.recipe = RecipeKind::prebuilt;
  site.selection.targets = {"bare-none"};
  CHECK_THAT(message_of(site.choose()), Contains("the toolchain has no prebuilt standard library for `bare-none`"));
  site.selection.targets = {"damaged-gnu"};
  CHECK_FALSE(site.choose().has_value());
  site.selection.recipe.reset();
  CHECK_FALSE(site.one().prebuilt.has_value());
  REQUIRE(site.diagnostics.all.size() == 1);
  CHECK_THAT(site.diagnostics.all.front().message, Contains("upstream's choices are followed"));
  site.process_context.installed.verify.clear();
  site.selection.recipe = RecipeKind::prebuilt;
  CHECK_THAT(message_of(site.choose()), Contains("needs the program `buildstd-verify`"));
}
