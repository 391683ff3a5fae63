// SPDX-License-Identifier: MIT
#include "buildstd/planner/recipe_search.hpp"

#include <algorithm>

#include "buildstd/planner/cargo_hash.hpp"
#include "planner/recipe.hpp"
#include "planner/recipe_flags.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;

namespace {

// Two prebuilt standard libraries as they are distributed: what their compilers say, and what their files of `core`
// show.
struct Released {
  const char* release;
  const char* verbose;
  toolchain::DebugInfo debuginfo;
  const char* file_hash;
  std::uint64_t stable_crate_id;
};

constexpr Released upstream_1_95 = {
    "1.95.0",
    "rustc 1.95.0 (59807616e 2026-04-14)\nbinary: rustc\ncommit-hash: 59807616e1fa2540724bfbac14d7976d7e4a3860\n"
    "commit-date: 2026-04-14\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\nLLVM version: 22.1.2\n",
    toolchain::DebugInfo::limited, "120cbae4e86ec454", 0xc1f1a4ba060b9bfa};

constexpr Released debian_1_97 = {"1.97.1",
                                  "rustc 1.97.1 (8bab26f4f 2026-07-14) (built from a source tarball)\nbinary: rustc\n"
                                  "commit-hash: 8bab26f4f68e0e26f0bb7960be334d5b520ea452\ncommit-date: 2026-07-14\n"
                                  "host: x86_64-unknown-linux-gnu\nrelease: 1.97.1\nLLVM version: 22.1.8\n",
                                  toolchain::DebugInfo::full, "ba56aaf5457cb693", 0x1683ff1567d88b33};

struct Installed {
  World world = World::small_std();
  toolchain::Prebuilt prebuilt;

  explicit Installed(const Released& released) {
    world.toolchain.version = {released.release, "unused", "x86_64-unknown-linux-gnu", released.verbose};
    world.toolchain.unstable_options = {"annotate-moves",      "macro-backtrace",           "inline-mir",
                                        "mir-strip-debuginfo", "inline-mir-preserve-debug", "embed-metadata"};
    world.target.name = world.target.argument = "x86_64-unknown-linux-gnu";
    world.workspace.profiles["dist"].settings.rustflags =
        std::vector<std::string>{"-Cembed-bitcode=yes", "-Zunstable-options", "-Cforce-frame-pointers=non-leaf"};
    toolchain::PrebuiltCrate core;
    core.name = "core";
    core.extra_filename = released.file_hash;
    core.rlib = "libcore-" + core.extra_filename + ".rlib";
    core.stable_crate_id = released.stable_crate_id;
    core.has_rmeta = true;
    core.codegen_units = 1;
    core.debuginfo = released.debuginfo;
    core.has_bitcode = true;
    core.mangling = "v0";
    core.frame_pointers = "non-leaf";
    prebuilt.crates = {core};
  }
  toolchain::PrebuiltCrate& core() { return prebuilt.crates.front(); }
  [[nodiscard]] Request request() const {
    auto request = world.request();
    request.prebuilt = &prebuilt;
    return request;
  }
};

const Choice& choice(const std::vector<Choice>& choices, std::string_view name) {
  const auto found = std::ranges::find(choices, name, &Choice::name);
  REQUIRE(found != choices.end());
  return *found;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

TEST_CASE("rustc's id of a crate", "[planner]") {
  CHECK(stable_crate_id("core", "62cbe9778f8881f4", "1.95.0 (59807616e 2026-04-14)") == upstream_1_95.stable_crate_id);
  CHECK(stable_crate_id("core", "62cbe9778f8881f4", "1.95.1 (59807616e 2026-04-14)") != upstream_1_95.stable_crate_id);
  // Debian 13's: 59e270dbebcb4231 is the hash in the file's name.
  const auto* const debian = "1.85.1 (4eb161250 2025-03-15) (built from a source tarball)";
  CHECK(stable_crate_id("core", "1e1dfb3ba455cf89", debian) == 0x328d5adcc2a5528a);
  CHECK(stable_crate_id("core", "59e270dbebcb4231", debian) != 0x328d5adcc2a5528a);
}

TEST_CASE("upstream's release is linked with an rpath and LLD: its file names say so", "[planner]") {
  const Installed installed(upstream_1_95);
  const auto plan = value_of(make_plan(installed.request()));
  const auto& core = unit(plan, "core");
  CHECK(core.extra_filename == "120cbae4e86ec454");
  CHECK(choice(plan.choices, "RUSTFLAGS").value == "rpath, LLD of the system");
  // No rlib is linked, and the machine may have no LLD.
  CHECK_FALSE(has_argument(core, "-Clinker-features=+lld"));
  CHECK_FALSE(has_argument(core, "-Clink-args=-Wl,-z,origin"));
  const auto request = installed.request();
  CHECK(has(Recipe(request).rustflags(), "-Clink-args=-Wl,-rpath,$ORIGIN/../lib"));
}

TEST_CASE("bootstrap's flags are those of the release", "[planner]") {
  const Installed installed(debian_1_97);
  const auto plan = value_of(make_plan(installed.request()));
  CHECK(unit(plan, "core").extra_filename == "ba56aaf5457cb693");
  CHECK(choice(plan.choices, "RUSTFLAGS").value == "no rpath, no LLD");
  CHECK(has_argument(unit(plan, "core"), "-Alinker-messages"));
  CHECK_FALSE(has_argument(unit(value_of(make_plan(Installed(upstream_1_95).request())), "core"), "-Alinker-messages"));
}

TEST_CASE("a release that is newer than the tables gets the newest one's flags, and it is said", "[planner]") {
  Installed installed(debian_1_97);
  installed.world.toolchain.version.release = "1.99.0";
  const auto plan = value_of(make_plan(installed.request()));
  CHECK(has_argument(unit(plan, "core"), "-Alinker-messages"));
  CHECK(choice(plan.choices, "bootstrap").value == "that of 1.97");
  CHECK_THAT(choice(plan.choices, "bootstrap").source, Catch::Matchers::Contains("1.99 is newer"));
  CHECK(choice(plan.choices, "RUSTFLAGS").value == "not all known");
  CHECK_THAT(choice(plan.choices, "RUSTFLAGS").source, Catch::Matchers::Contains("--find-recipe"));
}

TEST_CASE("a known recipe is found without a guess", "[planner]") {
  const Installed installed(upstream_1_95);
  const auto request = installed.request();
  const auto outcome = value_of(find_recipe({.request = request}));
  REQUIRE(outcome.recipe);
  CHECK(outcome.recipe->nearest == "1.95's, rpath, LLD of the system");
  CHECK(outcome.recipe->default_lib_metadata == "stablestd1.95.0");
  CHECK(outcome.recipe->rustflags == Recipe(request).rustflags());
  CHECK(outcome.is_in_tables);
}

TEST_CASE("what another release's table has is to be kept: plans do not follow it by themselves", "[planner]") {
  const Installed installed(debian_1_97);
  const auto request = installed.request();
  // Its words are those of 1.89 to 1.94, which 1.95 and 1.96 had given up.
  const auto outcome = value_of(find_recipe({.request = request, .newest = 96}));
  REQUIRE(outcome.recipe);
  CHECK(outcome.recipe->nearest == "1.89's, no rpath, no LLD");
  CHECK_FALSE(outcome.is_in_tables);
  auto following = installed.request();
  following.recipe = outcome.recipe;
  CHECK(unit(value_of(make_plan(following)), "core").extra_filename == "ba56aaf5457cb693");
}

TEST_CASE("a release that the tables do not have is found by one word of the compiler's", "[planner]") {
  const Installed installed(debian_1_97);
  const auto request = installed.request();
  const std::vector<std::string> words = {"-Adead_code", "-Alinker-messages", "-Zthreads=0"};
  const auto outcome = value_of(find_recipe({.request = request, .words = words, .newest = 88}));
  REQUIRE(outcome.recipe);
  CHECK(outcome.metadata_known);
  CHECK(outcome.exhausted == SearchDepth::known);
  CHECK_FALSE(outcome.is_in_tables);
  CHECK(outcome.recipe->nearest == "1.86's, no rpath, no LLD, without `--check-cfg=cfg(bootstrap)`");

  auto following = installed.request();
  following.recipe = outcome.recipe;
  const auto plan = value_of(make_plan(following));
  CHECK(unit(plan, "core").extra_filename == "ba56aaf5457cb693");
  CHECK(has_argument(unit(plan, "core"), "-Alinker-messages"));
  CHECK(choice(plan.choices, "RUSTFLAGS").value == outcome.recipe->nearest);
}

TEST_CASE("two words: one that is gone and one that has come", "[planner]") {
  Installed installed(debian_1_97);
  const auto request = installed.request();
  const auto known = Recipe(request).rustflags();
  // A std as it would be with another choice of words.
  auto flags = known;
  std::erase(flags, "-Cprefer-dynamic");
  flags.insert(flags.begin() + 2, "-Zfuture");
  auto pretended = installed.request();
  pretended.recipe = FoundRecipe{flags, "stablestd1.97.1", "made up"};
  installed.core().extra_filename = unit(value_of(make_plan(pretended)), "core").extra_filename;

  std::vector<SearchDepth> depths;
  RecipeSearch search{.request = request, .words = {"-Zfuture"}};
  search.progress = [&](SearchDepth depth, std::size_t done, std::size_t all) {
    CHECK(done < all);
    if (depths.empty() || depths.back() != depth) depths.push_back(depth);
    return true;
  };
  const auto outcome = value_of(find_recipe(search));
  REQUIRE(outcome.recipe);
  CHECK(outcome.recipe->rustflags == flags);
  CHECK(outcome.exhausted == SearchDepth::one_word);
  CHECK(depths == std::vector{SearchDepth::known, SearchDepth::one_word, SearchDepth::two_words});

  // It goes on where it was stopped, and stops when it is told to.
  search.first = SearchDepth::two_words;
  CHECK(value_of(find_recipe(search)).recipe == outcome.recipe);
  search.progress = [](SearchDepth, std::size_t, std::size_t) { return false; };
  CHECK_FALSE(value_of(find_recipe(search)).recipe);
}

TEST_CASE("where the id of core is another, RUSTFLAGS are not guessed", "[planner]") {
  Installed installed(upstream_1_95);
  installed.core().stable_crate_id = 1;
  const auto request = installed.request();
  const auto outcome = value_of(find_recipe({.request = request}));
  CHECK_FALSE(outcome.metadata_known);
  CHECK_FALSE(outcome.recipe);
  CHECK(outcome.tried == 0);
}

TEST_CASE("there has to be a name to look for", "[planner]") {
  Installed installed(upstream_1_95);
  installed.core().extra_filename.clear();
  const auto request = installed.request();
  CHECK_THAT(message_of(find_recipe({.request = request})), Catch::Matchers::Contains("has no hash to look for"));
  auto without = installed.request();
  without.prebuilt = nullptr;
  CHECK_THAT(message_of(find_recipe({.request = without})), Catch::Matchers::Contains("no prebuilt `core`"));
}
