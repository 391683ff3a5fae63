// SPDX-License-Identifier: MIT
#include "buildstd/cache/cache.hpp"

#include "cache/entry.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using cache::Cache;
using invoker::StoredUnit;
using invoker::UnitStore;

namespace {

constexpr std::int64_t now = 2'000'000'000'000'000'000;

/// A workspace with a unit's files, and a cache.
struct Site {
  TempDir dir;
  Environment environment{Environment::Map{{"A", "1"}}};
  Cache cache = value_of(Cache::open(dir.path("cache")));

  [[nodiscard]] StoredUnit unit(const std::string& workspace, const std::string& key = "0123abcd") const {
    const auto root = dir.path(workspace);
    return {key,
            "core v0.0.0 (here)",
            {{{"libcore.rlib", root / "deps/libcore.rlib"}, {"core.d", root / "deps/core.d"}}, root / "out"}};
  }
  void make(const std::string& workspace) const {
    dir.file(workspace + "/deps/libcore.rlib", "machine code");
    dir.file(workspace + "/deps/core.d", "inputs");
    dir.file(workspace + "/out/below/generated.rs", "generated");
  }
  [[nodiscard]] bool is_whole(const std::string& workspace) const {
    return fs::read(dir.path(workspace) / "deps/libcore.rlib").value_or("") == "machine code" &&
           fs::read(dir.path(workspace) / "deps/core.d").value_or("") == "inputs" &&
           fs::read(dir.path(workspace) / "out/below/generated.rs").value_or("") == "generated";
  }
  /// "" where it was served, else the reason.
  std::string fetch(const std::string& workspace, const std::string& key = "0123abcd") {
    const auto answer = cache.fetch(unit(workspace, key), environment);
    if (const auto* missing = std::get_if<UnitStore::Missing>(&answer)) return "missing: " + missing->reason;
    return {};
  }
};

}  // namespace

TEST_CASE("a unit comes back in another place as it was kept", "[cache]") {
  Site site;
  site.make("first");
  ObservedInputs observed;
  observed.environment = {{"A", "1"}, {"B", std::nullopt}};
  site.cache.keep(site.unit("first"), observed);
  CHECK(site.fetch("second").empty());
  CHECK(site.is_whole("second"));
  const auto answer = site.cache.fetch(site.unit("third"), site.environment);
  CHECK(std::get<UnitStore::Found>(answer).observed == observed);
  CHECK(site.cache.statistics().units == 1);
  CHECK(site.cache.statistics().bytes == 12 + 6 + 9);
  CHECK(site.fetch("fourth", "9999ffff") == "missing: ");
}

TEST_CASE("observed inputs decide which variant is served", "[cache]") {
  Site site;
  site.make("first");
  site.cache.keep(site.unit("first"), {{{"A", "1"}}, {}});
  site.environment.set("A", "2");
  CHECK(site.fetch("second") == "missing: the environment variable A changed");
  site.dir.file("first/deps/core.d", "other inputs");
  site.cache.keep(site.unit("first"), {{{"A", "2"}}, {}});
  CHECK(site.fetch("second").empty());
  CHECK(value_of(fs::read(site.dir.path("second/deps/core.d"))) == "other inputs");
  site.environment.set("A", "1");
  CHECK(site.fetch("third").empty());
  CHECK(value_of(fs::read(site.dir.path("third/deps/core.d"))) == "inputs");
}

TEST_CASE("what is damaged is not served, not half served, and goes", "[cache]") {
  Site site;
  site.make("first");
  site.cache.keep(site.unit("first"), {});
  const auto kept = site.dir.path("cache/v1/units/01/0123abcd") / ObservedInputs().digest();
  REQUIRE(fs::is_directory(kept));
  const auto replace = [&](const std::filesystem::path& file, const std::string& content) {
    require_success(fs::remove_all(kept / file));
    require_success(fs::write_atomically(kept / file, content));
    require_success(fs::make_read_only(kept / file));
  };
  SECTION("another content") { replace("libcore.rlib", "machine c0de"); }
  SECTION("another size") { replace("libcore.rlib", "machine"); }
  SECTION("a file of the tree") { replace("out/below/generated.rs", "gen3rated"); }
  SECTION("a file is gone") { require_success(fs::remove_all(kept / "core.d")); }
  SECTION("no description") { require_success(fs::remove_all(kept / "entry.json")); }
  SECTION("a description of nothing") { replace("entry.json", "[]"); }
  SECTION("a way out") {
    replace("entry.json",
            R"({"format":1,"environment":{},"files":{},"made":[{"name":"out/../../x","size":1,"content":"1"}]})");
  }
  CHECK(site.fetch("second") != "");
  CHECK_FALSE(fs::exists(site.dir.path("second/deps/libcore.rlib")));
  CHECK_FALSE(fs::exists(site.dir.path("second/out")));
  CHECK_FALSE(fs::exists(kept));
}

TEST_CASE("nothing is served that others could have written", "[cache]") {
  Site site;
  site.make("first");
  site.cache.keep(site.unit("first"), {});
  using std::filesystem::perms;
  const auto open_up = [&](const std::string& what) {
    std::filesystem::permissions(site.dir.path(what), perms::group_write, std::filesystem::perm_options::add);
  };
  const auto kept = "cache/v1/units/01/0123abcd/" + ObservedInputs().digest();
  open_up(kept + "/libcore.rlib");
  CHECK_THAT(site.fetch("second"), Catch::Matchers::Contains("others may write to it"));

  open_up("cache");
  const auto message = message_of(Cache::open(site.dir.path("cache")));
  CHECK_THAT(message, Catch::Matchers::Contains("is not used: it is not yours, or others may write to it"));
  CHECK_THAT(message, Catch::Matchers::Contains("BUILDSTD_CACHE_DIR"));
}

TEST_CASE("a folder above that others may write to is not trusted either, unless only owners may rename in it",
          "[cache]") {
  using std::filesystem::perms;
  const TempDir dir;
  require_success(fs::create_directories(dir.path("shared")));
  std::filesystem::permissions(dir.path("shared"), perms::all);
  CHECK_THAT(message_of(Cache::open(dir.path("shared/cache"))), Catch::Matchers::Contains("others may write to `"));
  std::filesystem::permissions(dir.path("shared"), perms::all | perms::sticky_bit);
  CHECK(Cache::open(dir.path("shared/cache")).has_value());
}

TEST_CASE("the oldest go first, until the rest fits", "[cache]") {
  Site site;
  site.make("first");
  for (const auto* key : {"aa01", "aa02", "bb03"}) site.cache.keep(site.unit("first", key), {});
  CHECK(site.cache.collect({.size = 1 << 20, .age_ns = now}, now).units == 0);
  CHECK(site.cache.collect({.size = 27 * 2, .age_ns = now}, now).units == 1);
  CHECK(site.fetch("second", "aa01") == "missing: ");
  CHECK(site.fetch("second", "bb03").empty());
  const auto removed = site.cache.collect({.size = 1 << 20, .age_ns = 1}, now);
  CHECK(removed.units == 2);
  CHECK(removed.bytes == 27 * 2);
  CHECK(site.cache.statistics().units == 0);
  CHECK(value_of(fs::list(site.dir.path("cache/v1/units"))).empty());
}

TEST_CASE("where the cache is", "[cache]") {
  const auto where = [](Environment::Map variables) -> std::string {
    const auto location = cache::locate(Environment(std::move(variables)), "/w");
    return location ? location->directory.string() : "none";
  };
  CHECK(where({{"HOME", "/h"}}) == "/h/.cache/buildstd");
  CHECK(where({{"HOME", "/h"}, {"XDG_CACHE_HOME", "/x"}}) == "/x/buildstd");
  CHECK(where({{"HOME", "/h"}, {"XDG_CACHE_HOME", "relative"}}) == "/h/.cache/buildstd");
  CHECK(where({{"HOME", "/h"}, {"BUILDSTD_CACHE_DIR", "/c"}}) == "/c");
  CHECK(where({{"HOME", "/h"}, {"BUILDSTD_CACHE_DIR", "c"}}) == "/w/c");
  CHECK(where({{"HOME", "/h"}, {"BUILDSTD_CACHE_DIR", ""}}) == "none");
  CHECK(where({}) == "none");
}
