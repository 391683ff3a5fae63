// SPDX-License-Identifier: MIT
#include "planner/distribution.hpp"

#include <algorithm>

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;

namespace {

// As Debian's 1.96.0 shows itself.
toolchain::Prebuilt prebuilt() {
  toolchain::PrebuiltCrate core;
  core.name = "core";
  core.rlib = "libcore-60d83e9bdc749192.rlib";
  core.has_rmeta = true;
  core.codegen_units = 1;
  core.debuginfo = toolchain::DebugInfo::full;
  core.compile_units = {{"/src/rust/library/core/src/lib.rs/@/core-cgu.0", "/src/rust"}};
  core.has_bitcode = true;
  core.mangling = "v0";
  core.frame_pointers = "non-leaf";
  toolchain::PrebuiltCrate libc;
  libc.name = "libc";
  libc.rlib = "liblibc-0000000000000000.rlib";
  libc.compile_units = {{"/deps/libc-0.2.184/src/lib.rs", "/deps/libc-0.2.184"}};
  return {{core, libc}};
}

struct Following {
  World world = World::small_std();
  toolchain::Prebuilt followed = prebuilt();

  Following() { world.toolchain.unstable_options = {"embed-metadata", "binary-dep-depinfo"}; }
  toolchain::PrebuiltCrate& core() { return followed.crates.front(); }
  [[nodiscard]] Request request() const {
    auto request = world.request();
    request.prebuilt = &followed;
    return request;
  }
  [[nodiscard]] Plan plan() const { return value_of(make_plan(request())); }
};

bool says(const Distribution& distribution, std::string_view name, std::string_view value) {
  return std::ranges::any_of(distribution.choices,
                             [&](const auto& choice) { return choice.name == name && choice.value == value; });
}

}  // namespace

TEST_CASE("without a prebuilt std upstream's choices are followed", "[planner]") {
  const auto world = World::small_std();
  const auto upstream = distribution(world.request());
  CHECK(upstream.recipe == RecipeKind::dist);
  CHECK(upstream.sources_name == "/rustc/abc");
  CHECK_FALSE(upstream.debuginfo);
  CHECK(says(upstream, "recipe", "dist"));
}

TEST_CASE("names of cfgs are declared as the release's bootstrap declared them", "[planner]") {
  const auto declares = [](const char* release, std::string_view name) {
    auto world = World::small_std();
    world.toolchain.version.release = release;
    return has_argument(unit(world.plan(), "alloc"), name);
  };
  for (const auto* const release : {"1.85.1", "1.88.0"}) CHECK(declares(release, "--check-cfg=cfg(bootstrap)"));
  CHECK_FALSE(declares("1.89.0", "--check-cfg=cfg(bootstrap)"));
  CHECK(declares("1.85.0", "--check-cfg=cfg(test)"));
  CHECK_FALSE(declares("1.86.0", "--check-cfg=cfg(test)"));
}

TEST_CASE("workspaces without a dist profile get what upstream configured", "[planner]") {
  auto world = World::small_std();
  world.workspace.profiles.erase("dist");
  const auto upstream = distribution(world.request());
  CHECK(upstream.debuginfo == "1");
  CHECK(upstream.codegen_units == 1);
  CHECK(upstream.mangling == "legacy");
  CHECK(has_argument(unit(world.plan(), "core"), "-Csymbol-mangling-version=legacy"));
  const auto plan = world.plan();
  CHECK(has_argument(unit(plan, "core"), "codegen-units=1"));
  CHECK(has_argument(unit(plan, "core"), "-Cembed-bitcode=yes"));
  CHECK(has_argument(unit(plan, "core"), "-Cforce-frame-pointers=yes"));
  CHECK_FALSE(has_argument(unit(plan, "core"), "-Cpanic=abort"));
  CHECK(has_argument(unit(plan, "panic_abort"), "-Cpanic=abort"));
  CHECK(unit(plan, "core").command.environment.at("CFG_DISABLE_UNSTABLE_FEATURES") == "1");
}

TEST_CASE("the prebuilt's choices are followed, each with its evidence", "[planner]") {
  const Following following;
  const auto chosen = distribution(following.request());
  CHECK(chosen.recipe == RecipeKind::prebuilt);
  CHECK(chosen.debuginfo == "2");
  CHECK(chosen.sources_name == "/src/rust");
  CHECK(chosen.vendored_name == "/deps");
  CHECK(chosen.rename_library);
  CHECK(chosen.split_metadata);
  CHECK(says(chosen, "debuginfo", "2"));
  CHECK(says(chosen, "frame pointers", "non-leaf"));
  for (const auto& choice : chosen.choices) CHECK_FALSE(choice.source.empty());

  const auto plan = following.plan();
  const auto& core = unit(plan, "core");
  CHECK(has_arguments(core, "-C", "debuginfo=2"));
  CHECK(has_arguments(core, "--remap-path-prefix", "/rust=/src/rust"));
  CHECK(has_arguments(core, "--remap-path-prefix", "/rust/library/vendor=/deps"));
  CHECK(has_arguments(core, "-Z", "binary-dep-depinfo"));
}

TEST_CASE("what build scripts make has the name that the prebuilt has for it", "[planner]") {
  Following following;
  CHECK_THAT(distribution(following.request()).build_name, Catch::Matchers::StartsWith("/src/rust/build/"));
  following.core().build_directory = "/checkout/obj";
  const auto chosen = distribution(following.request());
  CHECK(chosen.build_name == "/checkout/obj");
  CHECK(says(chosen, "what build scripts make is named", "/checkout/obj"));
}

TEST_CASE("a core without objects of the compiler's shows nothing to follow", "[planner]") {
  Following following;
  following.core().codegen_units = 0;
  CHECK(distribution(following.request()).recipe == RecipeKind::dist);
}

TEST_CASE("other prebuilts, other choices", "[planner]") {
  Following following;
  following.core().codegen_units = 16;
  following.core().mangling = "legacy";
  following.core().has_rmeta = false;
  following.core().has_bitcode = false;
  following.core().frame_pointers = "always";
  following.core().compile_units = {{"library/core/src/lib.rs", "/src/rust"}};
  const auto plan = following.plan();
  const auto& core = unit(plan, "core");
  CHECK(has_arguments(core, "-C", "codegen-units=16"));
  CHECK(has_argument(core, "-Csymbol-mangling-version=legacy"));
  CHECK(has_argument(core, "-Cembed-bitcode=no"));
  CHECK(has_argument(core, "-Cforce-frame-pointers=true"));
  CHECK_FALSE(has_arguments(core, "--remap-path-prefix", "library/=/src/rust/library"));
  CHECK_FALSE(has_arguments(core, "-Z", "embed-metadata=no"));
  // rustc's own default is left unsaid where the profile says nothing: it would show in the hash.
  following.world.workspace.profiles.erase("dist");
  CHECK_FALSE(has_argument(unit(following.plan(), "core"), "codegen-units=16"));
}

TEST_CASE("stds from before Cargo had two hashes lend their names", "[planner]") {
  Following following;
  following.core().extra_filename = "0123456789abcdef";
  CHECK(unit(following.plan(), "core").metadata != "0123456789abcdef");
  following.world.toolchain.version.release = "1.85.0";
  CHECK(unit(following.plan(), "core").metadata == "0123456789abcdef");
  CHECK(unit(following.plan(), "core").extra_filename == "0123456789abcdef");
  CHECK(unit(following.plan(), "alloc").metadata != "0123456789abcdef");
  // Debian's 1.85.1 was built by a Cargo with two: rustc's id does not come from the name.
  following.core().stable_crate_id = 1;
  CHECK(unit(following.plan(), "core").metadata != "0123456789abcdef");
  CHECK(unit(following.plan(), "core").extra_filename == "0123456789abcdef");
  following.core().stable_crate_id = stable_crate_id("core", "0123456789abcdef", "1.85.0 (of a test)");
  following.world.toolchain.version.verbose.replace(0, following.world.toolchain.version.verbose.find('\n'),
                                                    "rustc 1.85.0 (of a test)");
  CHECK(unit(following.plan(), "core").metadata == "0123456789abcdef");
  following.world.panic = PanicStrategy::abort;
  CHECK(unit(following.plan(), "core").metadata != "0123456789abcdef");
}

TEST_CASE("lints of members are silenced but where that would show in the same bytes", "[planner]") {
  Following following;
  CHECK(has_arguments(unit(following.world.plan(), "core"), "--cap-lints", "allow"));
  CHECK_FALSE(has_arguments(unit(following.plan(), "core"), "--cap-lints", "allow"));
  following.world.rustflags = {"-Dwarnings"};  // for the user's code
  CHECK_FALSE(has_arguments(unit(following.plan(), "core"), "--cap-lints", "allow"));
  following.world.rustflags = {"-Copt-level=1"};
  CHECK(has_arguments(unit(following.plan(), "core"), "--cap-lints", "allow"));
}

TEST_CASE("names of sources are hidden from the compiler where the prebuilt is followed", "[planner]") {
  const Following following;
  auto request = following.request();
  request.preload = "/users.so:/lib/preload.so";
  CHECK(unit(value_of(make_plan(request)), "core").command.environment.at("BUILDSTD_HIDE") == "/src/rust/library/");
  request.prebuilt = nullptr;
  CHECK_FALSE(unit(value_of(make_plan(request)), "core").command.environment.contains("BUILDSTD_HIDE"));
}

TEST_CASE("what is preloaded into the compilers of std's crates is in no key", "[planner]") {
  const Following following;
  auto request = following.request();
  request.preload = "/users.so:/lib/preload.so";
  const auto plan = value_of(make_plan(request));
  CHECK(unit(plan, "core").command.environment.at("LD_PRELOAD") == "/users.so:/lib/preload.so");
  const auto& script = unit(plan, "compiler_builtins", UnitKind::build_script, Platform::host);
  CHECK_FALSE(script.command.environment.contains("LD_PRELOAD"));
  request.preload = "/elsewhere/preload.so";
  CHECK(value_of(make_plan(request)).key == plan.key);
}

TEST_CASE("C code is built in only when it is at hand", "[planner]") {
  Following following;
  following.followed.crates.push_back({});
  following.followed.crates.back().name = "profiler_builtins";
  following.followed.crates.push_back({});
  following.followed.crates.back().name = "compiler_builtins";
  following.followed.crates.back().foreign_objects = {"muldc3.c.o"};
  following.world.package("sysroot").features["profiler"] = {};
  following.world.package("sysroot").features["compiler-builtins-c"] = {};
  auto request = following.request();
  const auto features = [&] { return unit(value_of(make_plan(request)), "sysroot").features; };
  CHECK_FALSE(std::ranges::count(features(), "profiler"));
  CHECK(says(distribution(request), "profiler", "left out"));
  request.runtimes = {.builtins = true, .profiler = true};
  CHECK(std::ranges::count(features(), "profiler"));
  CHECK(std::ranges::count(features(), "compiler-builtins-c"));
  following.followed.crates.back().foreign_objects.clear();
  CHECK_FALSE(std::ranges::count(features(), "compiler-builtins-c"));
  request.prebuilt = nullptr;  // the profiler is the prebuilt's choice, the builtins follow their variable
  CHECK_FALSE(std::ranges::count(features(), "profiler"));
  CHECK(std::ranges::count(features(), "compiler-builtins-c"));
}

TEST_CASE("a dynamic std waits for the code of all it is made from", "[planner]") {
  auto world = World::small_std();
  auto request = world.request();
  request.with_dylib = true;
  request.linker = "cc-of-the-host";
  request.target_linker = "cc-of-the-target";
  const auto plan = value_of(make_plan(request));
  const auto& std = unit(plan, "std");
  CHECK(std.is_linked());
  CHECK(std.crate_types == std::vector<std::string>{"dylib", "rlib"});
  CHECK(has_argument(std, "--emit=dep-info,link"));
  CHECK(has_argument(std, "linker=cc-of-the-target"));
  CHECK(std.outputs().size() == 2);
  CHECK(std.outputs().back().extension() == ".so");
  const auto externs = [](const PlannedUnit& of) {
    return std::ranges::count_if(of.command.arguments, [](const auto& argument) {
      return argument.ends_with(".rlib") || argument.ends_with(".so");
    });
  };
  CHECK(externs(std) == 4);
  CHECK(externs(unit(plan, "sysroot")) == 2);  // std's library, and its dynamic one
  CHECK(externs(unit(plan, "alloc")) == 0);

  world.toolchain.unstable_options = {"embed-metadata"};
  auto split = world.request();
  split.with_dylib = true;
  const auto with_metadata = value_of(make_plan(split));
  CHECK(has_argument(unit(with_metadata, "std"), "--emit=dep-info,metadata,link"));
  CHECK(unit(with_metadata, "std").outputs().size() == 3);
}

TEST_CASE("more frontend threads are for the target's libraries, and make another plan", "[planner]") {
  auto world = World::small_std();
  auto request = world.request();
  const auto plain = value_of(make_plan(request));
  request.frontend_threads = 1;
  CHECK(value_of(make_plan(request)).key == plain.key);
  request.frontend_threads = 2;
  const auto plan = value_of(make_plan(request));
  CHECK(plan.key != plain.key);
  for (const auto& unit : plan.units) {
    CHECK(std::ranges::count(planned(unit, plan).command.arguments, "-Zthreads=2") ==
          (unit.is_target_library() ? 1 : 0));
  }
  CHECK(unit(plan, "std").metadata == unit(plain, "std").metadata);  // names of files stay
}
