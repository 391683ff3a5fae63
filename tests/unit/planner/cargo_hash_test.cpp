// SPDX-License-Identifier: MIT
// That the values are Cargo's is the test `unit.cargo_hashes`, over the tables recorded from real ones; here:
// what enters which of the two hashes, and what is refused.
#include "buildstd/planner/cargo_hash.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace buildstd::planner;

namespace {

const std::string stable_compiler =
    "rustc 1.96.0 (ac68faa20 2026-05-25)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n";

CargoUnitGraph two_units() {
  CargoUnit core;
  core.package = {.name = "core", .version = "0.0.0", .source_kind = CargoSourceKind::path, .source = "core"};
  core.target_name = "core";
  core.platform = CargoPlatform{.name = "x86_64-unknown-linux-gnu", .hashed = "x86_64-unknown-linux-gnu"};
  auto alloc = core;
  alloc.package.name = alloc.package.source = alloc.target_name = "alloc";
  alloc.dependencies = {1};
  return {.units = {alloc, core}, .roots = {0}};
}

CargoHashContext context() { return {.cargo_minor = 96, .rustc_verbose_version = stable_compiler}; }

CargoHashes hash_of(const CargoUnitGraph& graph, const CargoHashContext& of = context(), std::size_t index = 0) {
  const auto found = cargo_hashes(graph, of);
  REQUIRE(found);
  return (*found)[index];
}

}  // namespace

TEST_CASE("everything that makes another crate of a unit changes both its hashes", "[planner][cargo_hash]") {
  const std::vector<std::function<void(CargoUnit&)>> changes = {
      [](auto& unit) { unit.package.name = "other"; },
      [](auto& unit) { unit.package.version = "0.0.0+build"; },
      [](auto& unit) { unit.package.version = "0.0.0-pre"; },
      [](auto& unit) { unit.package.source = "elsewhere"; },
      [](auto& unit) { unit.package.source_kind = CargoSourceKind::registry; },
      [](auto& unit) { unit.features = {"a"}; },
      [](auto& unit) { unit.profile.opt_level = "3"; },
      [](auto& unit) { unit.profile.codegen_backend = "cranelift"; },
      [](auto& unit) { unit.profile.codegen_units = 1; },
      [](auto& unit) { unit.profile.debuginfo = CargoDebuginfo::full; },
      [](auto& unit) { unit.profile.split_debuginfo = "off"; },
      [](auto& unit) { unit.profile.debug_assertions = true; },
      [](auto& unit) { unit.profile.overflow_checks = true; },
      [](auto& unit) { unit.profile.rpath = true; },
      [](auto& unit) { unit.profile.incremental = true; },
      [](auto& unit) { unit.profile.panic = CargoPanic::abort; },
      [](auto& unit) { unit.profile.strip = "debuginfo"; },
      [](auto& unit) { unit.profile.rustflags = {"-Cpanic=abort"}; },
      [](auto& unit) { unit.profile.lto = "true"; },
      [](auto& unit) { unit.platform.reset(); },
      [](auto& unit) { unit.platform->hashed = "aarch64-unknown-linux-gnu"; },
      [](auto& unit) { unit.mode = CargoMode::check; },
      [](auto& unit) { unit.kind = CargoTargetKind::bin; },
      [](auto& unit) { unit.crate_types = {CargoCrateType::rlib}; },
      [](auto& unit) { unit.target_name = "other"; },
      [](auto& unit) { unit.is_std = true; },
      [](auto& unit) { unit.dependencies.clear(); },
  };
  const auto before = hash_of(two_units());
  for (std::size_t i = 0; i < changes.size(); ++i) {
    INFO("change " << i);
    auto graph = two_units();
    graph.roots.push_back(1);  // still a graph when the dependency is gone
    changes[i](graph.units[0]);
    const auto after = hash_of(graph);
    CHECK(after.metadata != before.metadata);
    CHECK(after.unit_id != before.unit_id);
  }
}

TEST_CASE("a dependency's hash is part of its dependents', not the other way", "[planner][cargo_hash]") {
  auto graph = two_units();
  graph.units[1].features = {"a"};
  CHECK(hash_of(graph).metadata != hash_of(two_units()).metadata);
  graph = two_units();
  graph.units[0].features = {"a"};
  CHECK(hash_of(graph, context(), 1).metadata == hash_of(two_units(), context(), 1).metadata);
}

TEST_CASE("flags count for the file name only, and not where they may hold paths", "[planner][cargo_hash]") {
  auto graph = two_units();
  graph.units[0].rustflags = {"-g"};
  CHECK(hash_of(graph).metadata == hash_of(two_units()).metadata);
  CHECK(hash_of(graph).unit_id != hash_of(two_units()).unit_id);
  graph.units[0].rustflags = {"--remap-path-prefix", "/a=/b"};
  const auto remapped = hash_of(graph);
  graph.units[0].rustflags = {"--remap-path-prefix=/c=/d", "-g"};
  CHECK(hash_of(graph).unit_id == remapped.unit_id);
}

TEST_CASE("of a nightly compiler only the channel counts", "[planner][cargo_hash]") {
  const auto with = [](const std::string& release, const std::string& commit) {
    auto nightly = context();
    nightly.rustc_verbose_version =
        "commit-hash: " + commit + "\nhost: x86_64-unknown-linux-gnu\nrelease: " + release + "\n";
    return hash_of(two_units(), nightly).metadata;
  };
  CHECK(with("1.97.0-nightly", "a") == with("1.98.0-nightly", "b"));
  CHECK(with("1.97.0-nightly", "a") != with("1.97.0-beta.1", "a"));
  CHECK(with("1.97.0-beta.1", "a") == with("1.97.0-beta.2", "a"));
  CHECK(with("1.97.0", "a") != with("1.97.0", "b"));
}

TEST_CASE("a dynamic library of a path package has no hash in its name, but for the seed", "[planner][cargo_hash]") {
  auto graph = two_units();
  graph.units[0].crate_types = {CargoCrateType::dylib, CargoCrateType::rlib};
  CHECK_FALSE(hash_of(graph).in_file_name);
  auto seeded = context();
  seeded.default_lib_metadata = "stablestd1.96.0";
  CHECK(hash_of(graph, seeded).in_file_name);
  CHECK(hash_of(graph, seeded).metadata != hash_of(graph).metadata);
  graph.units[0].crate_types = {CargoCrateType::lib};
  CHECK(hash_of(graph).in_file_name);
}

TEST_CASE("hashes that cannot be known are refused", "[planner][cargo_hash]") {
  auto old = context();
  old.cargo_minor = 84;
  CHECK(cargo_hashes(two_units(), old).error().message() == "the unit hashes of Cargo 1.84 are not known");
  auto silent = context();
  silent.rustc_verbose_version = "rustc 1.96.0";
  CHECK_FALSE(cargo_hashes(two_units(), silent));
  auto unversioned = two_units();
  unversioned.units[1].package.version = "0.0";
  CHECK(cargo_hashes(unversioned, context()).error().message() == "package `core` has no unit hash");
  auto unreached = two_units();
  unreached.roots = {1};
  CHECK(cargo_hashes(unreached, context()).error().message() == "no root of the unit graph reaches `alloc`");
}
