// SPDX-License-Identifier: MIT
// Units that come into the cache from elsewhere, and what is counted.
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/cache/cache.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using cache::Cache;
using Catch::Matchers::Contains;
using invoker::StoredUnit;
using invoker::UnitStore;

namespace {

const std::string a_key(64, 'a');

/// A machine with a cache, and a place for a unit's files.
struct Machine {
  TempDir dir;
  Cache cache = value_of(Cache::open({dir.path("cache"), true}));

  [[nodiscard]] StoredUnit unit(const std::string& key = a_key) const {
    return {key,
            "core v0.0.0 (here)",
            {{{"libcore.rlib", dir.path("deps/libcore.rlib")}, {"script", dir.path("deps/script")}}, dir.path("out")}};
  }
  void make_and_keep() {
    dir.file("deps/libcore.rlib", "machine code");
    std::filesystem::permissions(dir.file("deps/script", "program"), std::filesystem::perms(0755));
    dir.file("out/below/generated.rs", "generated");
    cache.keep(unit(), {value_of(invoker::contents_of(unit().files)), {}});
  }
  /// What `buildstd-transfer` leaves of a unit's files.
  std::filesystem::path receive(const std::vector<std::filesystem::path>& files) const {
    const auto incoming = value_of(cache.make_incoming());
    for (std::size_t i = 0; i < files.size(); ++i) std::filesystem::copy_file(files[i], incoming / std::to_string(i));
    return incoming;
  }
  bool has() {
    const Environment none;
    return std::holds_alternative<UnitStore::Found>(cache.fetch(unit(), none));
  }
};

}  // namespace

TEST_CASE("a unit is described for elsewhere", "[cache]") {
  Machine machine;
  CHECK(machine.cache.describe_all().empty());
  machine.make_and_keep();
  CHECK(machine.cache.describe_used().size() == 1);
  const auto all = machine.cache.describe_all();
  REQUIRE(all.size() == 1);
  CHECK(all.front().key == a_key);
  CHECK(all.front().files.size() == 3);
  CHECK_THAT(all.front().record, Contains("\"executable\": true"));
}

TEST_CASE("a unit of one cache is as good in another", "[cache]") {
  Machine one;
  one.make_and_keep();
  const auto kept = one.cache.describe_all().front();
  Machine other;
  CHECK_FALSE(other.has());
  for (int i = 0; i < 2; ++i) {  // the second time changes nothing
    const auto incoming = other.receive(kept.files);
    require_success(other.cache.accept(incoming, a_key, kept.record, {"0", "1", "2"}));
    other.cache.discard(incoming);
    CHECK_FALSE(fs::exists(incoming));
    CHECK(other.cache.statistics().units == 1);
  }
  CHECK(other.has());
  CHECK(fs::read(other.dir.path("deps/libcore.rlib")).value_or("") == "machine code");
  CHECK(fs::read(other.dir.path("out/below/generated.rs")).value_or("") == "generated");
  CHECK(other.cache.describe_used().size() == 1);
}

TEST_CASE("what is not as its description says is not kept, or not served", "[cache]") {
  Machine one;
  one.make_and_keep();
  const auto kept = one.cache.describe_all().front();
  Machine other;
  const auto accept = [&](const std::string& key, const std::string& record, const std::vector<std::string>& files) {
    const auto incoming = other.receive(kept.files);
    auto accepted = other.cache.accept(incoming, key, record, files);
    other.cache.discard(incoming);
    return accepted ? std::string() : accepted.error().message();
  };
  const auto with_name = [&](const std::string& name) {
    auto record = kept.record;
    const auto at = record.find("libcore.rlib");
    return record.replace(at, std::string("libcore.rlib").size(), name);
  };
  const std::vector<std::string> files = {"0", "1", "2"};
  CHECK_THAT(accept(std::string(64, 'b'), kept.record, files), Contains("another unit's"));
  CHECK_THAT(accept(a_key, "{}", files), Contains("damaged"));
  CHECK_THAT(accept(a_key, kept.record, {"0"}), Contains("not those of its description"));
  for (const auto* name : {"../escaped", "/escaped", "out/../../escaped", "entry.json"})
    CHECK_THAT(accept(a_key, with_name(name), files), Contains("no name of a file"));
  CHECK_THAT(accept(a_key, kept.record, {"0", "1", "../2"}), Contains("no name of a file"));
  CHECK_FALSE(other.has());
  CHECK(other.cache.statistics().units == 0);
  // Other bytes than the description's show when it is asked for.
  CHECK(accept(a_key, kept.record, {"1", "0", "2"}).empty());
  CHECK_FALSE(other.has());
  CHECK(other.cache.statistics().units == 0);
}

TEST_CASE("hits, misses and their reasons add up", "[cache]") {
  Machine machine;
  CHECK(machine.cache.uses().empty());
  cache::Uses build;
  build.local.hit(100);
  build.local.miss("");
  build.remote.miss("the environment variable A changed");
  build.received = 7;
  machine.cache.count(build);
  machine.cache.count(build);
  const auto all = machine.cache.uses();
  CHECK(all.local.hits == 2);
  CHECK(all.local.bytes == 200);
  CHECK(all.local.misses == 2);
  CHECK(all.local.reasons.empty());
  CHECK(all.remote.reasons.at("the environment variable A changed") == 2);
  CHECK(all.received == 14);
}

TEST_CASE("of many reasons some are told, and of damaged counts none", "[cache]") {
  Machine machine;
  cache::Uses build;
  for (int i = 0; i < 100; ++i) build.remote.miss("reason " + std::to_string(i));
  machine.cache.count(build);
  CHECK(machine.cache.uses().remote.reasons.size() <= 33);
  CHECK(machine.cache.uses().remote.misses == 100);
  machine.dir.file("cache/v1/uses.json", "[]");
  CHECK(machine.cache.uses().empty());
}
