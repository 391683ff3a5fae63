// SPDX-License-Identifier: MIT
// Hashes of units and keys: what shows in them, and what must not.

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::planner;
using namespace buildstd::planner::testing;

TEST_CASE("hashes name what differs, and nothing that depends on the machine", "[planner][hash]") {
  const auto here = World::small_std("/rust/library").plan();
  const auto there = World::small_std("/else where/src/library").plan();
  REQUIRE(here.units.size() == there.units.size());
  for (std::size_t i = 0; i < here.units.size(); ++i) {
    CHECK(here.units[i].metadata == there.units[i].metadata);
    CHECK(here.units[i].extra_filename == there.units[i].extra_filename);
    CHECK(here.units[i].metadata.size() == 16);
  }
  std::set<std::string> names;
  for (const auto& unit : here.units) names.insert(unit.package_name + unit.extra_filename);
  CHECK(names.size() == here.units.size());
}

TEST_CASE("what changes the result changes file names or the plan's key", "[planner][hash]") {
  const auto reference = World::small_std().plan();
  const auto change = [&](auto&& edit) {
    auto world = World::small_std();
    edit(world);
    return world.plan();
  };
  const auto compiler = change([](World& w) { w.toolchain.version.verbose += "commit-hash: other\n"; });
  CHECK(unit(compiler, "core").metadata != unit(reference, "core").metadata);
  const auto target = change([](World& w) { w.target.name = "x86_64-unknown-linux-musl"; });
  CHECK(unit(target, "core").metadata != unit(reference, "core").metadata);
  const auto flags = change([](World& w) { w.rustflags = {"-Ctarget-cpu=native"}; });
  CHECK(unit(flags, "core").metadata == unit(reference, "core").metadata);  // Cargo: symbols stay
  CHECK(unit(flags, "core").extra_filename != unit(reference, "core").extra_filename);
  const auto settings = change([](World& w) { w.workspace.profiles["dist"].settings.opt_level = "2"; });
  CHECK(unit(settings, "std").metadata != unit(reference, "std").metadata);
  for (const auto& other :
       {compiler, target, flags, settings, change([](World& w) { w.source_digest = "edited"; }),
        change([](World& w) { w.toolchain.fingerprint = "replaced"; }),
        change([](World& w) { w.output = Output::metadata; }), change([](World& w) { w.panic = PanicStrategy::abort; }),
        change([](World& w) { w.crates = StdCrates::core; })})
    CHECK(other.key != reference.key);
  const auto moved = change([](World& w) { w.build_root = "/other/target/build"; });
  CHECK(moved.key == reference.key);
  CHECK(moved.directories.root == "/other/target/build/" + reference.key);
}

TEST_CASE("a change of a dependency reaches those above it, and nobody else", "[planner][hash]") {
  const auto reference = World::small_std().plan();
  auto world = World::small_std();
  const auto newer = value_of(workspace::Version::parse("0.0.1"));
  world.package("alloc").version = newer;
  world.workspace.lock.packages[*world.workspace.find("alloc")].version = newer;
  const auto changed = world.plan();
  CHECK(unit(changed, "std").metadata != unit(reference, "std").metadata);
  CHECK(unit(changed, "core").metadata == unit(reference, "core").metadata);
}

TEST_CASE("a unit has the same key in every plan and every directory", "[planner][key]") {
  auto world = World::small_std();
  const auto std_plan = world.plan();
  world.crates = StdCrates::alloc;
  world.build_root = "/somewhere/else";
  const auto alloc_plan = world.plan();
  CHECK(std_plan.key != alloc_plan.key);
  for (const auto* package : {"core", "compiler_builtins", "alloc"})
    CHECK(unit(std_plan, package).key == unit(alloc_plan, package).key);
}

TEST_CASE("sources that have another name in what is made may be anywhere", "[planner][key]") {
  const auto plan_at = [](const char* library, const std::optional<std::string>& remap) {
    auto world = World::small_std(library);
    if (remap) world.rustflags = {"--remap-path-prefix=" + *remap};
    return world.plan();
  };
  const auto here = plan_at("/rust/library", {});
  const auto there = plan_at("/somewhere else/rust/library", {});
  REQUIRE_FALSE(unit(here, "core").call().remaps.empty());
  CHECK(here.key != there.key);  // whose sysroot leads to other sources
  for (std::size_t i = 0; i < here.units.size(); ++i) CHECK(here.units[i].key == there.units[i].key);
  // Where not all names are replaced, the sources' shows.
  const auto limited_at = [](const char* library) {
    auto world = World::small_std(library);
    world.rustflags = {"--remap-path-scope=macro"};
    return world.plan();
  };
  CHECK(unit(limited_at("/rust/library"), "core").key != unit(limited_at("/elsewhere/rust/library"), "core").key);
  // The user's remap is said last, and wins: what is left of the path shows.
  const auto renamed_here = plan_at("/people/a/rust/library", "/people=x");
  const auto renamed_there = plan_at("/people/b/rust/library", "/people=x");
  CHECK(unit(renamed_here, "core").key != unit(renamed_there, "core").key);
}

TEST_CASE("a unit's key changes with its compiler, its sources, its command and what it depends on", "[planner][key]") {
  const auto world = World::small_std();
  const auto before = world.plan();
  const auto same = [&](const World& changed, std::string_view package) {
    return unit(before, package).key == unit(changed.plan(), package).key;
  };
  auto sources = world;
  sources.source_digest = "other";
  CHECK_FALSE(same(sources, "core"));
  auto compiler = world;
  compiler.toolchain.fingerprint = "other";
  CHECK_FALSE(same(compiler, "core"));
  auto flags = world;
  flags.rustflags = {"-Copt-level=1"};
  CHECK_FALSE(same(flags, "core"));
  CHECK_FALSE(same(flags, "alloc"));
}

TEST_CASE("flags for linking, lints and messages leave plans as they are", "[planner][key][flags]") {
  auto world = World::small_std();
  const auto plain = world.plan();
  world.rustflags = {"-Clink-arg=-s", "-Clinker=/x", "-Dwarnings", "--color=always", "--error-format=short", "-L/lib"};
  const auto same = world.plan();
  CHECK(same.key == plain.key);
  for (std::size_t i = 0; i < plain.units.size(); ++i)
    CHECK(planned(same.units[i], same).command.arguments == planned(plain.units[i], plain).command.arguments);
  world.rustflags.emplace_back("-Copt-level=1");
  CHECK(world.plan().key != plain.key);
}

TEST_CASE("what flags mean beyond their text is in the keys of the target's units", "[planner][key][flags]") {
  auto world = World::small_std();
  world.rustflags = {"-Cprofile-use=/m.profdata", "-Clink-arg=/script", "-Ctarget-cpu=native"};
  world.flag_inputs.files = {{"/m.profdata", "one"}, {"/script", "one"}};
  world.flag_inputs.native = "nehalem +sse4.2";
  const auto before = world.plan();
  const auto changes = [&](const FlagInputs& inputs, Platform platform) {
    auto other = world;
    other.flag_inputs = inputs;
    const auto after = other.plan();
    const auto kind = platform == Platform::target ? UnitKind::library : UnitKind::build_script;
    CHECK(unit(before, "core").extra_filename == unit(after, "core").extra_filename);
    return unit(before, "compiler_builtins", kind, platform).key !=
           unit(after, "compiler_builtins", kind, platform).key;
  };
  auto profile = world.flag_inputs;
  profile.files["/m.profdata"] = "another";
  CHECK(changes(profile, Platform::target));
  CHECK_FALSE(changes(profile, Platform::host));
  auto processor = world.flag_inputs;
  processor.native = "rocketlake +avx512f";
  CHECK(changes(processor, Platform::target));
  auto script = world.flag_inputs;
  script.files["/script"] = "another";
  CHECK_FALSE(changes(script, Platform::target));
}

TEST_CASE("the runtime that rustc injects is in the empty sysroot, and its content in keys", "[planner][key][flags]") {
  const auto plan_with = [](const std::filesystem::path& file, const std::string& content) {
    auto world = World::small_std();
    world.rustflags = {"-Cinstrument-coverage"};
    world.flag_inputs.profiler_runtime = {file};
    world.flag_inputs.files = {{file.string(), content}};
    return world.plan();
  };
  const auto plan = plan_with("/toolchain/libprofiler_builtins-1.rlib", "one");
  const std::map<std::string, std::string> injected = {
      {"/toolchain/libprofiler_builtins-1.rlib",
       "lib/rustlib/aarch64-unknown-linux-gnu/lib/libprofiler_builtins-1.rlib"}};
  CHECK(plan.directories.injected == injected);
  CHECK(plan.units.front().directories.injected == injected);
  CHECK(plan.key == plan_with("/elsewhere/libprofiler_builtins-1.rlib", "one").key);
  CHECK(plan.key != plan_with("/toolchain/libprofiler_builtins-1.rlib", "another").key);
}

TEST_CASE("where buildstd's own files have been put is in no key", "[planner][key]") {
  const auto key = [](const std::filesystem::path& folder) {
    auto world = World::small_std();
    auto& package = world.add("hashbrown", "0.16.1", false);
    package.manifest = folder / "hashbrown/Cargo.toml";
    package.library->source = folder / "hashbrown/src/lib.rs";
    package.is_stand_in = true;
    world.depend("std", "hashbrown");
    return world.plan().key;
  };
  CHECK(key("/cache") == key("/with a space/it's"));
}
