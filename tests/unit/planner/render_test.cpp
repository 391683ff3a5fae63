// SPDX-License-Identifier: MIT
// The exact commands of units.

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;
using Strings = std::vector<std::string>;

TEST_CASE("the whole command of one crate", "[planner]") {
  auto world = World::small_std();
  world.toolchain.unstable_options = {"annotate-moves", "inline-mir", "embed-metadata"};
  world.rustflags = {"-Ctarget-cpu=native"};
  auto& std_package = world.package("std");
  std_package.lints = {{"rust", "unexpected_cfgs", "warn", 0}, {"clippy", "all", "allow", -1}};
  std_package.check_cfgs = {"cfg(reliable)"};
  std_package.public_dependency = true;
  const auto plan = world.plan();
  const auto& unit = planner::testing::unit(plan, "std");
  const auto deps = plan.directories.dependencies().string();
  const auto file = [&](std::string_view package) {
    const auto& used = planner::testing::unit(plan, package);
    return deps + "/lib" + used.crate_name + "-" + used.extra_filename + ".rmeta";
  };
  CHECK(unit.command.program == "/toolchain/bin/rustc");
  CHECK(unit.command.cwd == "/rust");
  CHECK(unit.command.arguments ==
        Strings{"--crate-name",
                "std",
                "--edition=2024",
                "library/std/src/lib.rs",
                "--error-format=json",
                "--json=diagnostic-rendered-ansi,artifacts,future-incompat",
                "--crate-type",
                "rlib",
                "--emit=dep-info,metadata,link",
                "-Z",
                "embed-metadata=no",
                "-C",
                "opt-level=3",
                "-C",
                "embed-bitcode=no",
                "-C",
                "codegen-units=1",
                "-C",
                "debuginfo=1",
                "--allow=clippy::all",
                "--warn=unexpected_cfgs",
                "--check-cfg",
                "cfg(reliable)",
                "-Cembed-bitcode=yes",
                "--cfg",
                "feature=\"backtrace\"",
                "--cfg",
                "feature=\"panic-unwind\"",
                "--check-cfg",
                "cfg(docsrs,test)",
                "--check-cfg",
                "cfg(feature, values(\"backtrace\", \"compiler-builtins-mem\", \"optimize_for_size\", "
                "\"panic-unwind\"))",
                "-C",
                "metadata=" + unit.metadata,
                "-C",
                "extra-filename=-" + unit.extra_filename,
                "--out-dir",
                deps,
                "--target",
                "aarch64-unknown-linux-gnu",
                "-L",
                "dependency=" + deps,
                "--extern",
                "priv:alloc=" + file("alloc"),
                "--extern",
                "priv:core=" + file("core"),
                "--extern",
                "priv:panic_abort=" + file("panic_abort"),
                "--extern",
                "priv:panic_unwind=" + file("panic_unwind"),
                "-Z",
                "unstable-options",
                "--cap-lints",
                "allow",
                "-Zannotate-moves",
                "--check-cfg=cfg(feature,values(any()))",
                "-Zunstable-options",
                "-Csplit-debuginfo=off",
                "-Cprefer-dynamic",
                "-Zinline-mir",
                "-Zcrate-attr=doc(html_root_url=\"https://doc.rust-lang.org/1.96.0/\")",
                "-Ctarget-cpu=native",
                "-Wrust_2018_idioms",
                "-Wunused_lifetimes",
                "--remap-path-prefix",
                "library/=/rustc/abc/library",
                "--remap-path-prefix",
                "/rust=/rustc/abc",
                "--remap-path-prefix",
                "/rust/library/vendor=/rust/deps",
                "--sysroot",
                plan.directories.empty_sysroot().string(),
                "-Z",
                "force-unstable-if-unmarked"});
  CHECK(unit.command.arguments[unit.script_arguments_at] == "-Wrust_2018_idioms");
  CHECK(unit.outputs() == std::vector<std::filesystem::path>{deps + "/libstd-" + unit.extra_filename + ".rmeta",
                                                             deps + "/libstd-" + unit.extra_filename + ".rlib"});
}

TEST_CASE("the user's remaps come after the recipe's", "[planner][flags]") {
  auto world = World::small_std();
  world.rustflags = {"--remap-path-prefix=/rust=/mine", "--remap-path-prefix", "/a=b=/c", "--cfg", "x"};
  const auto plan = world.plan();
  const auto core = unit(plan, "core");
  const auto& words = core.command.arguments;
  const auto sysroot = std::ranges::find(words, "--sysroot");
  REQUIRE(sysroot - words.begin() > 4);
  CHECK(std::vector<std::string>(sysroot - 4, sysroot) ==
        std::vector<std::string>{"--remap-path-prefix", "/rust=/mine", "--remap-path-prefix", "/a=b=/c"});
  CHECK(has_arguments(core, "--cfg", "x"));
  // Members are compiled as `library/core/…`.
  CHECK(has_arguments(core, "--remap-path-prefix", "library/=/mine/library"));
  CHECK(std::ranges::count(words, "--remap-path-prefix") == 6);
  world.rustflags = {"--remap-path-prefix=/rust/library/core/=/core", "--remap-path-prefix=/=/all"};
  const auto other = world.plan();
  CHECK(has_arguments(unit(other, "core"), "--remap-path-prefix", "library/core=/core"));
  CHECK(has_arguments(unit(other, "core"), "--remap-path-prefix", "library/=/all/rust/library"));
}

TEST_CASE("what build scripts make has the same name in every directory", "[planner]") {
  auto world = World::small_std();
  world.rustflags = {"--remap-path-prefix=/=/mine"};
  const auto plan = world.plan();
  const auto& library = unit(plan, "compiler_builtins");
  const auto& run = plan.units[library.script_run(plan.units).value()];
  const auto folder = run.directory().filename().string();
  const auto& words = library.command.arguments;
  const auto sysroot = std::ranges::find(words, "--sysroot");
  REQUIRE(sysroot - words.begin() > 2);
  CHECK(std::vector<std::string>(sysroot - 2, sysroot) ==
        std::vector<std::string>{"--remap-path-prefix",
                                 run.out_dir().string() +
                                     "=/rustc/abc/build/x86_64-unknown-linux-gnu/stage1-std/aarch64-unknown-linux-gnu/"
                                     "release/build/" +
                                     folder + "/out"});
  // Where nobody makes any, nothing has to be named.
  for (const auto& word : unit(plan, "core").command.arguments) CHECK(word.find("/stage1-std/") == std::string::npos);
}

TEST_CASE("unstable features are open for target libraries only", "[planner]") {
  const auto plan = World::small_std().plan();
  for (const auto& unit : plan.units) {
    INFO(unit.package_name << " " << static_cast<int>(unit.kind));
    const auto environment = planned(unit, plan).command.environment;
    const bool is_target_library = unit.kind == UnitKind::library && unit.platform == Platform::target;
    CHECK((environment.contains("RUSTC_BOOTSTRAP") && environment.at("RUSTC_BOOTSTRAP") == "1") == is_target_library);
  }
}

TEST_CASE("build scripts are host programs, run with Cargo's variables", "[planner]") {
  auto world = World::small_std();
  world.rustflags = {"-Cuser"};
  const auto plan = world.plan();
  const auto& script = unit(plan, "compiler_builtins", UnitKind::build_script, Platform::host);
  CHECK_FALSE(has_argument(script, "--target"));
  CHECK_FALSE(has_argument(script, "-Cuser"));
  CHECK_FALSE(has_argument(script, "--sysroot"));
  CHECK(has_arguments(script, "--crate-type", "bin"));
  const auto& run = unit(plan, "compiler_builtins", UnitKind::run_build_script);
  CHECK(run.command.program == script.outputs().front());
  CHECK(run.command.cwd == "/rust/library/compiler_builtins");
  const auto& environment = run.command.environment;
  const std::pair<const char*, const char*> expected[] = {
      {"TARGET", "aarch64-unknown-linux-gnu"},
      {"HOST", "x86_64-unknown-linux-gnu"},
      {"CARGO_PKG_NAME", "compiler_builtins"},
      {"CARGO_MANIFEST_LINKS", "compiler-rt"},
      {"CARGO_CFG_UNIX", ""},
      {"CARGO_CFG_TARGET_OS", "linux"},
      {"CARGO_FEATURE_DEFAULT", "1"},
      {"OPT_LEVEL", "3"},
      {"RUSTC", "/toolchain/bin/rustc"},
      {"CARGO_MANIFEST_DIR", "/rust/library/compiler_builtins"},
  };
  for (const auto& [name, value] : expected) {
    INFO(name);
    REQUIRE(environment.contains(name));
    CHECK(environment.at(name) == value);
  }
  CHECK(environment.at("OUT_DIR") == run.out_dir().string());
  CHECK_THAT(*environment.at("CARGO_ENCODED_RUSTFLAGS"), Catch::Matchers::EndsWith("\x1f-Cuser"));
  CHECK(environment.at("RUSTFLAGS") == std::nullopt);
  const auto& library = unit(plan, "compiler_builtins");
  CHECK(library.command.environment.at("OUT_DIR") == run.out_dir().string());
  CHECK(library.call().ignored_script_cfgs == Strings{"restricted_std"});
  CHECK(library.script_run(plan.units).has_value());
  CHECK_FALSE(unit(plan, "core").script_run(plan.units).has_value());
}

TEST_CASE("a script sees what the scripts of linked dependencies found out", "[planner]") {
  auto world = World::small_std();
  auto& std_package = world.package("std");
  std_package.build_script = std_package.root() / "build.rs";
  world.depend("std", "compiler_builtins");
  const auto plan = world.plan();
  const auto& run = unit(plan, "std", UnitKind::run_build_script);
  std::vector<std::string> needs;
  for (const auto& dependency : run.dependencies)
    needs.push_back(plan.units[dependency.unit].package_name +
                    std::to_string(static_cast<int>(plan.units[dependency.unit].kind)));
  CHECK(needs == Strings{"compiler_builtins2", "std1"});
}

TEST_CASE("the recipe's flags follow the target", "[planner]") {
  auto world = World::small_std();
  CHECK(has_argument(unit(world.plan(), "core"), "-Csplit-debuginfo=off"));
  CHECK_FALSE(has_argument(unit(world.plan(), "core"), "-Cforce-unwind-tables=yes"));
  world.target.cfgs.insert({"target_vendor", "apple"});
  CHECK(has_argument(unit(world.plan(), "core"), "-Csplit-debuginfo=unpacked"));
  CHECK_FALSE(has_argument(unit(world.plan(), "core"), "-Csplit-debuginfo=off"));
  world = World::small_std();
  world.target.cfgs.insert({"target_env", "msvc"});
  CHECK(has_argument(unit(world.plan(), "core"), "-Ctarget-feature=+crt-static"));
  CHECK(has_argument(unit(world.plan(), "core"), "-Csplit-debuginfo=packed"));
  world = World::small_std();
  world.target.name = "riscv64gc-unknown-linux-gnu";
  CHECK(has_argument(unit(world.plan(), "core"), "-Cforce-unwind-tables=yes"));
}

TEST_CASE("unstable options are given only where the compiler knows them", "[planner]") {
  auto world = World::small_std();
  CHECK_FALSE(has_argument(unit(world.plan(), "core"), "-Zinline-mir"));
  CHECK_FALSE(has_argument(unit(world.plan(), "core"), "embed-metadata=no"));
  world.toolchain.unstable_options = {"inline-mir", "embed-metadata", "mir-strip-debuginfo"};
  const auto plan = world.plan();
  CHECK(has_argument(unit(plan, "core"), "-Zinline-mir"));
  CHECK(has_argument(unit(plan, "core"), "-Zmir_strip_debuginfo=locals-in-tiny-functions"));
  CHECK(has_argument(unit(plan, "core"), "embed-metadata=no"));
  CHECK_FALSE(has_argument(unit(plan, "compiler_builtins", UnitKind::build_script, Platform::host), "-Zinline-mir"));
}

TEST_CASE("profile settings reach the packages they are for", "[planner]") {
  auto world = World::small_std();
  const auto plan = world.plan();
  CHECK(has_arguments(unit(plan, "core"), "-C", "codegen-units=1"));
  CHECK(has_arguments(unit(plan, "compiler_builtins"), "-C", "codegen-units=10000"));
  CHECK(plan.profile == "dist");
  world.workspace.profiles.erase("dist");
  const auto old = world.plan();
  CHECK(old.profile == "release");
  CHECK(has_argument(unit(old, "core"), "-Cforce-frame-pointers=yes"));
  CHECK(has_argument(unit(old, "panic_abort"), "-Cpanic=abort"));
  CHECK(has_arguments(unit(old, "compiler_builtins"), "-C", "codegen-units=10000"));
}

TEST_CASE("metadata only makes no rlibs for the target, but whole host crates", "[planner]") {
  auto world = World::small_std();
  world.output = Output::metadata;
  const auto plan = world.plan();
  CHECK(unit(plan, "core").outputs().size() == 1);
  CHECK(has_argument(unit(plan, "core"), "--emit=dep-info,metadata"));
  CHECK(has_argument(unit(plan, "compiler_builtins", UnitKind::build_script, Platform::host), "--emit=dep-info,link"));
}

TEST_CASE("vendored crates are compiled in their own folder", "[planner]") {
  auto world = World::small_std();
  world.add("hashbrown", "0.16.1", false);
  world.depend("std", "hashbrown");
  const auto plan = world.plan();
  const auto& hashbrown = unit(plan, "hashbrown");
  CHECK(hashbrown.command.cwd == "/rust/library/vendor/hashbrown-0.16.1");
  CHECK(hashbrown.command.arguments[3] == "/rust/library/vendor/hashbrown-0.16.1/src/lib.rs");
}

TEST_CASE("a renamed dependency is passed under its new name", "[planner]") {
  auto world = World::small_std();
  world.add("rustc-std-workspace-core", "1.99.0");
  auto& dependency = world.depend("panic_unwind", "rustc-std-workspace-core");
  dependency.name = "my-core";
  const auto plan = world.plan();
  const auto& used = unit(plan, "rustc-std-workspace-core");
  CHECK(has_arguments(
      unit(plan, "panic_unwind"), "--extern",
      "my_core=" + (plan.directories.dependencies() / ("librustc_std_workspace_core-" + used.extra_filename + ".rmeta"))
                       .string()));
}
