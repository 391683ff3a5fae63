// SPDX-License-Identifier: MIT
#include <algorithm>

#include "buildstd/sysroot/sysroot.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"
#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using buildstd::planner::testing::World;
using Catch::Matchers::Contains;

namespace {

const std::string target = "aarch64-unknown-linux-gnu";

/// A toolchain with a prebuilt std, and a plan whose units are made.
struct Site {
  TempDir dir;
  planner::Plan plan;
  std::filesystem::path destination = dir.path("sysroots/mine");

  Site() {
    auto world = World::small_std();
    world.build_root = dir.path("build");
    plan = world.plan();
    for (const auto& unit : plan.units) {
      for (const auto& output : unit.outputs()) {
        require_success(fs::create_directories(output.parent_path()));
        require_success(fs::write_atomically(output, "made " + output.filename().string()));
      }
    }
    const auto prebuilt = "toolchain/lib/rustlib/" + target + "/lib/";
    dir.file(prebuilt + "libcore-0123456789abcdef.rlib", "prebuilt");
    dir.file(prebuilt + "libstd-0123456789abcdef.so", "prebuilt");
    dir.file(prebuilt + "librustc-dev_rt.asan.a", "sanitizer");
    dir.file(prebuilt + "self-contained/crt1.o", "object");
    dir.file("toolchain/lib/rustlib/" + target + "/bin/rust-lld", "lld");
    dir.file("toolchain/lib/rustlib/etc/gdb.py", "etc");
    dir.file("toolchain/lib/rustlib/src/rust/library/Cargo.toml", "src");
    dir.file("toolchain/lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd-0123456789abcdef.rlib", "host");
    dir.file("toolchain/lib/librustc_driver-1.so", "driver");
    dir.file("toolchain/bin/rustc", "rustc");
    dir.file("toolchain/share/doc/x", "doc");
    require_success(fs::create_directories(destination.parent_path()));
  }
  Result<void> install(sysroot::Content content = sysroot::Content::all) {
    return sysroot::install({plan, dir.path("toolchain"), destination, "{\"format\": 1}\n", {}, content});
  }
  std::string read(const std::string& below) { return value_of(fs::read(destination / below)); }
};

}  // namespace

TEST_CASE("a sysroot holds our crates, and of the toolchain's all but its own", "[sysroot]") {
  Site site;
  require_success(site.install());
  CHECK(fs::is_file(site.destination / "buildstd.json"));
  const auto libraries = "lib/rustlib/" + target + "/lib/";
  const auto names = value_of(fs::list(site.destination / libraries));
  for (const auto& unit : site.plan.units) {
    if (unit.kind != planner::UnitKind::library || unit.platform != planner::Platform::target) continue;
    const auto stem = "lib" + unit.crate_name + "-" + unit.extra_filename;
    CHECK(site.read(libraries + stem + ".rlib") == "made " + stem + ".rlib");
    CHECK(site.read(libraries + stem + ".rmeta") == "made " + stem + ".rmeta");
  }
  CHECK(std::ranges::find(names, "libcore-0123456789abcdef.rlib") == names.end());
  CHECK(std::ranges::find(names, "libstd-0123456789abcdef.so") == names.end());
  CHECK(site.read(libraries + "librustc-dev_rt.asan.a") == "sanitizer");
  CHECK(site.read(libraries + "self-contained/crt1.o") == "object");
  CHECK(site.read("lib/rustlib/" + target + "/bin/rust-lld") == "lld");
  CHECK(site.read("lib/rustlib/etc/gdb.py") == "etc");
  CHECK(site.read("lib/rustlib/src/rust/library/Cargo.toml") == "src");
  CHECK(site.read("lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd-0123456789abcdef.rlib") == "host");
  CHECK_FALSE(fs::exists(site.destination / "lib/librustc_driver-1.so"));  // may be all of /usr/lib
  CHECK_FALSE(fs::exists(site.destination / "share"));
  CHECK(site.read("buildstd.json") == "{\"format\": 1}\n");
}

TEST_CASE("host crates and scripts are no part of a sysroot", "[sysroot]") {
  Site site;
  require_success(site.install());
  for (const auto& file : value_of(fs::list_recursively(site.destination)))
    CHECK(file.string().find("build_script_build") == std::string::npos);
}

TEST_CASE("the toolchain itself is never written to", "[sysroot]") {
  Site site;
  const auto before = value_of(fs::list_recursively(site.dir.path("toolchain")));
  require_success(site.install());
  CHECK(value_of(fs::list_recursively(site.dir.path("toolchain"))) == before);
}

TEST_CASE("a target without a prebuilt std, and a toolchain without anything", "[sysroot]") {
  Site site;
  require_success(fs::remove_all(site.dir.path("toolchain")));
  require_success(site.install());
  CHECK(fs::is_file(site.destination / "buildstd.json"));
}

TEST_CASE("what is not whole is not there", "[sysroot]") {
  Site site;
  require_success(fs::remove_all(planner::testing::unit(site.plan, "std").outputs().back()));
  const auto message = message_of(site.install());
  CHECK_THAT(message, Contains("failed to install the sysroot") && Contains("libstd-"));
  CHECK_FALSE(fs::exists(site.destination));
  CHECK(value_of(fs::list(site.destination.parent_path())).empty());
}

TEST_CASE("what was there gives way: it may not be what it was", "[sysroot]") {
  Site site;
  require_success(site.install());
  const auto libraries = site.destination / "lib/rustlib" / target / "lib";
  const auto before = value_of(fs::list(libraries));
  require_success(fs::remove_all(libraries / before.front()));
  require_success(fs::write_atomically(site.destination / "buildstd.json", "theirs"));
  require_success(site.install());
  CHECK(site.read("buildstd.json") == "{\"format\": 1}\n");
  CHECK(value_of(fs::list(libraries)) == before);
  CHECK(value_of(fs::list(site.destination.parent_path())) == std::vector<std::string>{"mine"});
}

TEST_CASE("nobody may write to what is in a sysroot", "[sysroot]") {
  Site site;
  require_success(site.install());
  using std::filesystem::perms;
  std::size_t libraries = 0;
  for (const auto& file : value_of(fs::list_recursively(site.destination))) {
    if (file.extension() != ".rlib" && file.extension() != ".rmeta") continue;
    ++libraries;
    CHECK((std::filesystem::status(site.destination / file).permissions() &
           (perms::owner_write | perms::group_write | perms::others_write)) == perms::none);
  }
  CHECK(libraries > 0);
}

TEST_CASE("leftovers of killed processes are cleared away", "[sysroot]") {
  Site site;
  for (const auto& name : {fs::unique_name(), std::string("999999999")})
    site.dir.file("sysroots/.mine.tmp-" + name + "/lib/half", "x");
  site.dir.file("sysroots/.other.tmp-999999999/lib/half", "x");
  require_success(site.install());
  CHECK_FALSE(fs::exists(site.destination / "lib/half"));
  CHECK(value_of(fs::list(site.destination.parent_path())) == std::vector<std::string>{".other.tmp-999999999", "mine"});
}

TEST_CASE("a folder without a description is no sysroot, and is replaced", "[sysroot]") {
  Site site;
  site.dir.file("sysroots/mine/lib/half", "x");
  CHECK_FALSE(fs::is_file(site.destination / "buildstd.json"));
  require_success(site.install());
  CHECK(fs::is_file(site.destination / "buildstd.json"));
}

TEST_CASE("metadata comes first, and nothing of it goes away when code is added", "[sysroot]") {
  Site site;
  const auto& core = planner::testing::unit(site.plan, "core");
  const auto rlib = core.outputs().back();
  const auto code = value_of(fs::read(rlib));
  require_success(fs::remove_all(rlib));
  require_success(site.install(sysroot::Content::metadata));
  CHECK_FALSE(fs::exists(site.destination / "buildstd.json"));
  const auto libraries = site.destination / "lib/rustlib" / target / "lib";
  const auto early = value_of(fs::list(libraries));
  CHECK(std::ranges::none_of(early, [](const auto& name) { return name.ends_with(".rlib"); }));
  CHECK(fs::is_file(libraries / core.outputs().front().filename()));
  CHECK(site.read("lib/rustlib/src/rust/library/Cargo.toml") == "src");
  const auto metadata = libraries / core.outputs().front().filename();
  const auto before = fs::file_state(metadata).value_or(fs::FileState()).of_own_file();

  require_success(fs::write_atomically(rlib, code));
  require_success(site.install(sysroot::Content::rest));
  CHECK(site.read("buildstd.json") == "{\"format\": 1}\n");
  CHECK(fs::file_state(metadata).value_or(fs::FileState()).of_own_file() == before);
  const auto names = value_of(fs::list(libraries));
  require_success(fs::remove_all(site.destination));
  require_success(site.install());
  CHECK(value_of(fs::list(libraries)) == names);
  CHECK(value_of(fs::list(site.destination.parent_path())) == std::vector<std::string>{"mine"});
}

TEST_CASE("what is there does not give way to metadata, whole or not", "[sysroot]") {
  Site site;
  require_success(site.install());
  require_success(fs::remove_all(site.destination / "buildstd.json"));
  const auto libraries = site.destination / "lib/rustlib" / target / "lib";
  const auto before = value_of(fs::list(libraries));
  CHECK_THAT(message_of(site.install(sysroot::Content::metadata)), Contains("something is at"));
  CHECK(value_of(fs::list(libraries)) == before);
}

TEST_CASE("objects of ours take the place of links to the toolchain's when code is added", "[sysroot]") {
  Site site;
  site.dir.file("toolchain/lib/rustlib/" + target + "/lib/rsbegin.o", "the toolchain's");
  require_success(site.install(sysroot::Content::metadata));
  const auto object = site.plan.directories.objects() / "rsbegin.o";
  site.plan.startup_objects.push_back({"rustc", target, "rsbegin.rs", "/", "rsbegin.o"});
  require_success(fs::create_directories(object.parent_path()));
  require_success(fs::write_atomically(object, "ours"));
  require_success(site.install(sysroot::Content::rest));
  CHECK(site.read("lib/rustlib/" + target + "/lib/rsbegin.o") == "ours");
}
