// SPDX-License-Identifier: MIT
#include "front/run_memory.hpp"

#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::front;
using namespace buildstd::testing;

namespace {

/// A build directory of Cargo's, and a run of it.
struct RunSite {
  TempDir dir;
  process::OtherProcess cargo{1, 23, {}, {}, {}};
  std::filesystem::path runs = dir.path("target/buildstd/runs");

  RunSite() { dir.file("target/CACHEDIR.TAG", ""); }
  [[nodiscard]] RunMemory memory() const { return {cargo, dir.path("target")}; }
  [[nodiscard]] std::filesystem::path sysroot() const { return dir.path("target"); }
};

}  // namespace

TEST_CASE("a decision is kept for calls of the same run that ask the same", "[front]") {
  RunSite site;
  CHECK_FALSE(site.memory().recall("question"));
  site.memory().keep("question", {site.sysroot(), {"-Copt-level=2", "--cfg=a b"}, "/lib/one.so", "/locks/key"});
  const auto known = site.memory().recall("question");
  REQUIRE(known);
  CHECK(known->sysroot == site.sysroot());
  CHECK(known->flags == std::vector<std::string>{"-Copt-level=2", "--cfg=a b"});
  CHECK(known->preload == "/lib/one.so");
  CHECK(known->builder_files == "/locks/key");
  CHECK_FALSE(site.memory().recall("another question"));
  ++site.cargo.start;
  CHECK_FALSE(site.memory().recall("question"));
}

TEST_CASE("a decision is not believed where somebody else could have written it", "[front]") {
  const RunSite site;
  site.memory().keep("question", {site.sysroot(), {}});
  REQUIRE(site.memory().recall("question"));
  const auto* const part = GENERATE("", "runs", "runs/1-23");
  const auto open = site.dir.path("target/buildstd") / part;
  std::filesystem::permissions(open, std::filesystem::perms::others_write, std::filesystem::perm_options::add);
  CHECK_FALSE(site.memory().recall("question"));
}

TEST_CASE("what is left of ended runs goes, and nothing outside", "[front]") {
  const RunSite site;
  site.dir.file("target/buildstd/runs/2147483646-1/file", "");
  site.memory().keep("question", {});
  CHECK(fs::list(site.runs).value_or(std::vector<std::string>()) == std::vector<std::string>{"1-23"});

  REQUIRE(fs::remove_all(site.runs));
  const auto outside = site.dir.file("outside/2147483646-1/file", "");
  REQUIRE(fs::symlink(site.dir.path("outside"), site.runs));
  site.memory().keep("question", {});
  CHECK(fs::is_file(outside));
  CHECK_FALSE(site.memory().recall("question"));
}
