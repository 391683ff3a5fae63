// SPDX-License-Identifier: MIT
#include "ops/link_inputs.hpp"

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::ops;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

/// A static musl target, and a toolchain that lacks its files.
struct LinkSite {
  TempDir dir;
  toolchain::Toolchain toolchain;
  TargetChoice choice;
  CollectedDiagnostics diagnostics;

  LinkSite() {
    toolchain.sysroot = dir.path("toolchain");
    toolchain.version.release = "1.96.0";
    choice.target.name = "x86_64-unknown-linux-musl";
    choice.target.cfgs = {{"target_os", "linux"}, {"target_env", "musl"}, {"target_feature", "crt-static"}};
    choice.target.self_contained_objects = {"crt1.o"};
  }
  [[nodiscard]] LinkInputs find(const std::vector<std::filesystem::path>& folders = {}) const {
    return find_link_inputs(toolchain, choice, folders);
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what linking needs is in the toolchain, supplied, or missing", "[ops][link]") {
  LinkSite site;
  CHECK(site.find().missing == Names{"crt1.o", "libc.a", "libunwind.a"});
  site.dir.file("toolchain/lib/rustlib/x86_64-unknown-linux-musl/lib/self-contained/libc.a", "");
  site.dir.file("mine/crt1.o", "");
  const auto inputs = site.find({site.dir.path("mine")});
  CHECK(inputs.missing == Names{"libunwind.a"});
  REQUIRE(inputs.supplied.size() == 1);
  CHECK(inputs.supplied.front().from == site.dir.path("mine/crt1.o"));
  CHECK_FALSE(fingerprint(inputs.supplied).empty());
}

TEST_CASE("musl's compiler brings its own files, but for an unwinder", "[ops][link]") {
  LinkSite site;
  site.choice.rustflags.flags = {"-Clink-self-contained=no", "-Clinker=musl-gcc"};
  CHECK(site.find().missing == Names{"libunwind.a"});
  require_success(check_choice(site.choice, {}, site.find(), site.diagnostics));
  CHECK_THAT(site.diagnostics.all.front().helps.front(), Contains("-Lnative=FOLDER"));
  site.dir.file("unwinder/libunwind.a", "");
  CHECK(site.find({site.dir.path("unwinder")}).supplied.front().place == sysroot::SuppliedFile::Place::libraries);
  site.choice.std_flags.words = {"-L", "native=" + site.dir.path("unwinder").string()};
  CHECK(site.find().missing.empty());
}

TEST_CASE("the runtime for what counts goes where the user's programs find it", "[ops][link]") {
  LinkSite site;
  site.choice.std_flags.inputs.profiler_runtime = {"/toolchain/libprofiler_builtins-1.rlib"};
  const auto supplied = site.find().supplied;
  REQUIRE(supplied.size() == 1);
  CHECK(supplied.front().name == "libprofiler_builtins-1.rlib");
}

TEST_CASE("sanitizers need their runtime, under the names of those who have it", "[ops][link]") {
  LinkSite site;
  site.choice.target.name = "x86_64-unknown-linux-gnu";
  site.choice.target.cfgs = {{"target_os", "linux"}, {"target_env", "gnu"}};
  site.choice.target.self_contained_objects.clear();
  CHECK(site.find().missing.empty());
  site.choice.rustflags.flags = {"-Z", "sanitizer=thread"};
  CHECK(site.find().missing == Names{"librustc-stable_rt.tsan.a"});
  site.dir.file("clang/libclang_rt.tsan-x86_64.a", "");
  const auto inputs = site.find({site.dir.path("clang")});
  REQUIRE(inputs.supplied.size() == 1);
  CHECK(inputs.supplied.front().name == "librustc-stable_rt.tsan.a");
}

TEST_CASE("what is missing is said before anything is compiled, with a cure", "[ops][link]") {
  LinkSite site;
  require_success(check_choice(site.choice, {}, site.find(), site.diagnostics));
  REQUIRE(site.diagnostics.all.size() == 1);
  CHECK_THAT(site.diagnostics.all.front().message, Contains("needs files that the toolchain does not have: crt1.o"));
  CHECK_THAT(site.diagnostics.all.front().helps.front(), Contains("--self-contained-dir DIR"));
  require_success(check_choice(site.choice, {.is_rustups = true}, site.find(), site.diagnostics));
  CHECK_THAT(site.diagnostics.all.back().helps.front(), Contains("rustup target add x86_64-unknown-linux-musl"));
  require_success(check_choice(site.choice, {.metadata_only = true}, site.find(), site.diagnostics));
  CHECK(site.diagnostics.all.size() == 2);
}

TEST_CASE("a target without a default CPU needs one", "[ops][link]") {
  LinkSite site;
  site.choice.target.needs_explicit_cpu = true;
  CHECK_THAT(message_of(check_choice(site.choice, {.metadata_only = true}, {}, site.diagnostics)),
             Contains("has no default CPU"));
  site.choice.rustflags.flags = {"-Ctarget-cpu=atmega328p"};
  require_success(check_choice(site.choice, {.metadata_only = true}, {}, site.diagnostics));
}

TEST_CASE("folders of link inputs have to exist", "[ops][link]") {
  LinkSite site;
  Selection selection;
  selection.self_contained = {"absent"};
  CHECK_THAT(message_of(link_folders(selection, site.dir.path())), Contains("--self-contained-dir absent"));
  require_success(fs::create_directories(site.dir.path("absent")));
  CHECK(value_of(link_folders(selection, site.dir.path())).front() == site.dir.path("absent"));
}
