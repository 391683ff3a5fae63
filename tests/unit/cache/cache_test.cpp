// SPDX-License-Identifier: MIT
#include "buildstd/cache/cache.hpp"

#include <sys/stat.h>

#include <chrono>

#include "buildstd/base/fs.hpp"
#include "cache/entry.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using cache::Cache;
using Catch::Matchers::Contains;
using invoker::StoredUnit;
using invoker::UnitStore;

namespace {

constexpr std::int64_t now = 2'000'000'000'000'000'000;

/// A workspace with a unit's files, and a cache.
struct Site {
  TempDir dir;
  Environment environment{Environment::Map{{"A", "1"}}};
  Cache cache = value_of(Cache::open({dir.path("cache"), true}));

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
  void keep(const std::string& key = "0123abcd", const ObservedInputs& observed = {}) {
    const auto made = unit("first", key);
    cache.keep(made, {value_of(invoker::contents_of(made.files)), observed});
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
  site.keep("0123abcd", observed);
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
  site.keep("0123abcd", {{{"A", "1"}}, {}});
  site.environment.set("A", "2");
  CHECK(site.fetch("second") == "missing: the environment variable A changed");
  site.dir.file("first/deps/core.d", "other inputs");
  site.keep("0123abcd", {{{"A", "2"}}, {}});
  CHECK(site.fetch("second").empty());
  CHECK(value_of(fs::read(site.dir.path("second/deps/core.d"))) == "other inputs");
  site.environment.set("A", "1");
  CHECK(site.fetch("third").empty());
  CHECK(value_of(fs::read(site.dir.path("third/deps/core.d"))) == "inputs");
}

TEST_CASE("what is damaged is not served, not half served, and goes", "[cache]") {
  Site site;
  site.make("first");
  site.keep();
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
  site.keep();
  using std::filesystem::perms;
  const auto open_up = [&](const std::string& what) {
    std::filesystem::permissions(site.dir.path(what), perms::group_write, std::filesystem::perm_options::add);
  };
  const auto kept = "cache/v1/units/01/0123abcd/" + ObservedInputs().digest();
  open_up(kept + "/libcore.rlib");
  CHECK_THAT(site.fetch("second"), Contains("others may write to"));

  open_up("cache");
  const auto message = message_of(Cache::open({site.dir.path("cache"), true}));
  CHECK_THAT(message, Contains("is not used: others may write to `" + site.dir.path("cache").string()));
  CHECK_THAT(message, Contains("rm -rf") && Contains("BUILDSTD_CACHE_DIR"));
}

TEST_CASE("the whole cache is not used where a part of it is open to others", "[cache]") {
  Site site;
  const auto* const part = GENERATE("v1", "v1/units", "v1/incoming", "v1/locks", "v1/answers");
  const auto path = site.dir.path("cache") / part;
  std::filesystem::permissions(path, std::filesystem::perms::others_write, std::filesystem::perm_options::add);
  const auto message = message_of(Cache::open({site.dir.path("cache"), true}));
  CHECK_THAT(message, Contains("others may write to `" + path.string()));
  // What it says mends all of it.
  CHECK_THAT(message, Contains("`rm -rf '" + site.dir.path("cache").string() + "'`"));
  require_success(fs::remove_all(site.dir.path("cache")));
  CHECK(Cache::open({site.dir.path("cache"), true}).has_value());
}

TEST_CASE("a part of the cache that is a link leads nowhere", "[cache]") {
  Site site;
  site.make("first");
  site.keep();
  const auto* const part = GENERATE("v1/units", "v1/incoming", "v1/answers");
  const auto precious = site.dir.file("precious/aa/file", "x");
  require_success(fs::remove_all(site.dir.path("cache") / part));
  require_success(fs::symlink(site.dir.path("precious"), site.dir.path("cache") / part));
  CHECK_FALSE(Cache::open({site.dir.path("cache"), true}));
  site.cache.collect({.size = 0, .age_ns = 1}, now);
  CHECK(fs::is_file(precious));
}

TEST_CASE("collecting follows no links in the cache", "[cache]") {
  Site site;
  const auto precious = site.dir.file("precious/aa01/variant/entry.json", "x");
  for (const auto* place : {"units/aa", "incoming/x", "units/bb/bb01"}) {
    const auto link = site.dir.path("cache/v1") / place;
    require_success(fs::create_directories(link.parent_path()));
    require_success(fs::symlink(site.dir.path("precious"), link));
  }
  site.cache.collect({.size = 0, .age_ns = 1}, 4 * now);
  CHECK(fs::is_file(precious));
  CHECK_FALSE(fs::link_target(site.dir.path("cache/v1/units/aa")));
  CHECK_FALSE(fs::link_target(site.dir.path("cache/v1/incoming/x")));
}

TEST_CASE("a unit under another's key is not served", "[cache]") {
  Site site;
  site.make("first");
  site.keep("0123abcd");
  require_success(fs::create_directories(site.dir.path("cache/v1/units/99")));
  require_success(fs::rename(site.dir.path("cache/v1/units/01/0123abcd"), site.dir.path("cache/v1/units/99/9999ffff")));
  CHECK_THAT(site.fetch("second", "9999ffff"), Contains("is another unit's"));
  CHECK(site.cache.statistics().units == 0);
}

TEST_CASE("a pipe in a file's place is not waited for", "[cache]") {
  Site site;
  site.make("first");
  site.keep();
  const auto kept = site.dir.path("cache/v1/units/01/0123abcd") / ObservedInputs().digest();
  const auto* const name = GENERATE("libcore.rlib", "entry.json", "out/below/generated.rs");
  require_success(fs::remove_all(kept / name));
  REQUIRE(::mkfifo((kept / name).c_str(), 0400) == 0);
  CHECK_THAT(site.fetch("second"), Contains("not a regular file") || Contains("failed to read"));
  CHECK_FALSE(fs::exists(kept));
}

TEST_CASE("a unit is kept where a file of it may be written to, in a file of its own", "[cache]") {
  Site site;
  site.make("first");
  site.keep();
  site.dir.file("first/deps/core.d", "other");
  CHECK(site.fetch("second").empty());
  CHECK(site.is_whole("second"));
  const auto kept = site.dir.path("cache/v1/units/01/0123abcd") / ObservedInputs().digest();
  CHECK((std::filesystem::status(kept / "libcore.rlib").permissions() & std::filesystem::perms(0222)) ==
        std::filesystem::perms::none);
}

TEST_CASE("a place that cannot be written to is no fault of the cache's", "[cache]") {
  Site site;
  site.make("first");
  site.keep();
  site.dir.file("second/deps", "in the way");
  CHECK_THAT(site.fetch("second"), Contains("failed to create directory"));
  CHECK(site.cache.statistics().units == 1);
  CHECK(site.fetch("third").empty());
}

TEST_CASE("a cache that cannot be written to serves, and says so once", "[cache]") {
  Site site;
  site.make("first");
  site.keep();
  // For root too: nothing can be made where there is no directory.
  require_success(fs::remove_all(site.dir.path("cache/v1/incoming")));
  require_success(fs::remove_all(site.dir.path("cache/v1/locks")));
  CHECK_FALSE(site.cache.lock("key", [] {}).is_held());
  site.keep("other");
  CHECK(site.fetch("second").empty());
  const auto trouble = site.cache.take_trouble();
  REQUIRE(trouble);
  CHECK_THAT(trouble->message(), Contains("nothing more is kept in the cache `" + site.dir.path("cache").string()));
  CHECK_FALSE(site.cache.take_trouble());
}

TEST_CASE("a time that is still to come keeps nothing", "[cache]") {
  Site site;
  site.make("first");
  const auto set_time = [&](const std::filesystem::path& path) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() + std::chrono::hours(1000));
  };
  const auto now_ns = fs::file_state(site.dir.path("first"))->changed_ns;
  site.dir.file("cache/v1/collected", "");
  site.dir.file("cache/v1/incoming/old/x", "");
  set_time(site.dir.path("cache/v1/collected"));
  set_time(site.dir.path("cache/v1/incoming/old"));
  site.keep();
  const auto entry = site.dir.path("cache/v1/units/01/0123abcd") / ObservedInputs().digest() / "entry.json";
  set_time(entry);
  site.cache.collect_now_and_then({}, now_ns);
  CHECK_FALSE(fs::exists(site.dir.path("cache/v1/incoming/old")));
  CHECK(fs::file_state(entry)->modified_ns < now_ns + 3'600'000'000'000);
  CHECK(fs::file_state(site.dir.path("cache/v1/collected"))->modified_ns < now_ns + 3'600'000'000'000);
}

TEST_CASE("a folder above that others may write to is not trusted either, unless only owners may rename in it",
          "[cache]") {
  using std::filesystem::perms;
  const TempDir dir;
  require_success(fs::create_directories(dir.path("shared")));
  std::filesystem::permissions(dir.path("shared"), perms::all);
  const cache::Location location{dir.path("shared/cache"), true};
  const auto message = message_of(Cache::open(location));
  CHECK_THAT(message, Contains("others may write to `" + dir.path("shared").string()));
  CHECK_THAT(message, Contains("chmod go-w"));
  CHECK_FALSE(fs::exists(location.directory));
  std::filesystem::permissions(dir.path("shared"), perms::all | perms::sticky_bit);
  CHECK(Cache::open(location).has_value());
}

TEST_CASE("the oldest go first, until the rest fits", "[cache]") {
  Site site;
  site.make("first");
  for (const auto* key : {"aa01", "aa02", "bb03"}) site.keep(key);
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
