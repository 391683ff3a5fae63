// SPDX-License-Identifier: MIT
#include "front/build_order.hpp"

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::front;
using namespace buildstd::testing;

namespace {

// A `[[package]]` of a Cargo.lock.
std::string package(const std::string& name, const std::string& version, const std::string& uses = "") {
  return "[[package]]\nname = \"" + name + "\"\nversion = \"" + version + "\"\ndependencies = [" + uses + "]\n";
}

std::string lock_text() {
  return "version = 4\n" + package("program", "0.1.0", R"("large", "user")") + package("large", "1.0.0", R"("used")") +
         package("user", "1.0.0", R"("used")") + package("used", "2.0.0");
}

std::map<std::string, std::uint64_t> ways(const std::string& text, const std::map<std::string, std::uint64_t>& work) {
  const auto lock = value_of(workspace::parse_lockfile(text, "Cargo.lock"));
  return ways_to_the_end(lock, [&](const workspace::LockedPackage& package) { return work.at(package.name); });
}

}  // namespace

TEST_CASE("the way from a crate to the end is the longest of those that use it", "[front]") {
  const auto found = ways(lock_text(), {{"program", 10}, {"large", 300}, {"user", 40}, {"used", 20}});
  CHECK(found.at("program 0.1.0") == 10);
  CHECK(found.at("large 1.0.0") == 300);  // its code takes longer than what comes behind its metadata
  CHECK(found.at("user 1.0.0") == 40);
  CHECK(found.at("used 2.0.0") == 310);
}

TEST_CASE("packages that use each other have a way, too", "[front]") {
  const auto circle = "version = 4\n" + package("one", "1.0.0", R"("two")") +
                      package("two", "1.0.0", R"("one", "three")") + package("three", "1.0.0");
  const auto found = ways(circle, {{"one", 1}, {"two", 20}, {"three", 4}});
  CHECK(found.size() == 3);
  CHECK(found.at("two 1.0.0") == 20);
  CHECK(found.at("three 1.0.0") == 22);  // what is used from inside the circle
}

TEST_CASE("a package's sources are counted, and nothing else of it", "[front]") {
  const TempDir dir;
  CHECK(bytes_of_source(dir.path("none")) == 0);
  dir.file("a/src/lib.rs", "12345");
  dir.file("a/src/deep/er/mod.rs", "123");
  dir.file("a/src/data.bin", "1234567");
  dir.file("a/tests/all.rs", "1234567");
  CHECK(bytes_of_source(dir.path("a")) == 8);
}

TEST_CASE("a run finds the ways out once, from packages that lie beside each other", "[front]") {
  const TempDir dir;
  dir.file("project/Cargo.lock", lock_text());
  dir.file("registry/used-2.0.0/src/lib.rs", std::string(20, ' '));
  dir.file("registry/large-1.0.0/src/lib.rs", std::string(300, ' '));
  dir.file("registry/user/src/lib.rs", std::string(40, ' '));  // as `cargo vendor` names most
  dir.file("run/other", "");
  const auto run = value_of(fs::TrustedDirectory::open_only(dir.path("run")));
  const auto way = [&](const char* name, const char* version, const char* folder) {
    return way_of({name, version, dir.path(folder)}, run, dir.path("nowhere/target"), dir.path("project/member"));
  };
  CHECK(way("used", "2.0.0", "registry/used-2.0.0") == 310);
  dir.file("project/Cargo.lock", "it is not looked at again");
  CHECK(way("large", "1.0.0", "registry/large-1.0.0") == 300);
  CHECK(way("user", "1.0.0", "registry/user") == 40);
  // What the lock file does not name counts by itself.
  dir.file("registry/other-1.0.0/src/lib.rs", "123");
  CHECK(way("other", "1.0.0", "registry/other-1.0.0") == 3);
}

TEST_CASE("a lock file that cannot be read, or text that is none of ours, is no error", "[front]") {
  const TempDir dir;
  dir.file("project/Cargo.lock", "[[package]]\nname = 3");
  dir.file("registry/a-1.0.0/src/lib.rs", "1234");
  dir.file("run/other", "");
  const auto run = value_of(fs::TrustedDirectory::open_only(dir.path("run")));
  const auto way = [&] {
    return way_of({"a", "1.0.0", dir.path("registry/a-1.0.0")}, run, dir.path("project/target"), dir.path("project"));
  };
  CHECK(way() == 4);
  dir.file("run/ways", "a 1.0.0 99999999999999999999999\na 1.0.0 x\na 1.0.0");
  CHECK(way() == 4);
  dir.file("run/ways", "a 1.0.0-pre 7\na 1.0.0 8\n");
  CHECK(way() == 8);
}
