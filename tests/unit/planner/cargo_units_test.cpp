// SPDX-License-Identifier: MIT
// That whole libraries come out as Cargo sees them is tests/differential/planner_hash_check.cpp; here: packages
// that the sources lack.
#include "planner/cargo_units.hpp"

#include <catch2/catch.hpp>

#include "buildstd/planner/cargo_hash.hpp"
#include "support/cargo_hash_tables.hpp"

using namespace buildstd;
using namespace buildstd::planner;

namespace {

workspace::LockedPackage locked(std::string name, workspace::Version version, bool from_registry,
                                std::vector<std::size_t> dependencies) {
  workspace::LockedPackage package;
  package.name = std::move(name);
  package.version = std::move(version);
  if (from_registry) package.source = "registry+" + std::string(crates_io_index);
  package.dependencies = std::move(dependencies);
  return package;
}

/// `profiler_builtins`, whose script needs `cc`, which needs `shlex`; neither is there.
workspace::Workspace library() {
  workspace::Workspace result;
  result.root = "/library";
  result.lock.packages = {locked("cc", {.major = 1, .minor = 2, .patch = 0, .pre = {}, .build = {}}, true, {1}),
                          locked("shlex", {.major = 1, .minor = 3, .patch = 0, .pre = {}, .build = {}}, true, {}),
                          locked("profiler_builtins", {}, false, {0})};
  workspace::Package package;
  package.name = "profiler_builtins";
  package.manifest = "/library/profiler_builtins/Cargo.toml";
  package.is_member = true;
  package.library = workspace::Library{.crate_name = "profiler_builtins", .source = {}, .crate_types = {"lib"}};
  workspace::Dependency cc;
  cc.name = cc.package = "cc";
  cc.requirement = workspace::VersionRequirement::parse("=1.2.0").value();
  cc.kind = workspace::DependencyKind::build;
  package.dependencies = {cc};
  result.members = {{.package = std::nullopt, .absent = Error("no cc"), .looked_at = {}},
                    {.package = std::nullopt, .absent = Error("no shlex"), .looked_at = {}},
                    {.package = package, .absent = std::nullopt, .looked_at = {}}};
  return result;
}

std::vector<Unit> units_of_library() {
  Unit crate;
  crate.package = 2;
  crate.package_name = "profiler_builtins";
  crate.dependencies = {{1, "build_script_build", false}};
  auto run = crate;
  run.kind = UnitKind::run_build_script;
  run.dependencies[0].unit = 2;
  auto script = crate;
  script.kind = UnitKind::build_script;
  script.platform = Platform::host;
  script.dependencies.clear();
  return {crate, run, script};
}

}  // namespace

TEST_CASE("a script's hash counts the packages that the sources lack", "[planner][cargo_hash]") {
  const auto tables = tests::read_hash_tables(TEST_DATA "/cargo_hash/library-1.96.json");
  REQUIRE(tables);
  const auto& prebuilt = tables->scenarios.front();
  toolchain::Toolchain compiler;
  compiler.version.host = "x86_64-unknown-linux-gnu";
  toolchain::Target target;
  target.name = "x86_64-unknown-linux-gnu";
  const auto workspace = library();
  const Request request{.toolchain = compiler,
                        .target = target,
                        .host_cfgs = {},
                        .workspace = workspace,
                        .source_digest = {},
                        .panic = {},
                        .std_features = {},
                        .rustflags = {},
                        .environment = {},
                        .linker = {},
                        .build_root = {}};
  workspace::Profile dist;
  dist.settings.opt_level = "3";
  dist.settings.codegen_units = 1;
  dist.settings.rustflags = {"-Cembed-bitcode=yes", "-Zunstable-options", "-Cforce-frame-pointers=non-leaf"};
  dist.build_override.opt_level = "0";
  const CargoCall call{.profile = dist,
                       .settings = tests::profile_variables(prebuilt).settings,
                       .rustflags = prebuilt.graph.units[0].rustflags,
                       .target_hashed = target.name};
  const auto graph = cargo_units(request, {{2, {}}}, units_of_library(), {0}, call);
  REQUIRE(graph);
  REQUIRE(graph->units.size() == 5);
  const auto hashes = cargo_hashes(*graph, prebuilt.context);
  REQUIRE(hashes);
  for (std::size_t i = 0; i < prebuilt.graph.units.size(); ++i) {
    if (prebuilt.graph.units[i].package.name != "profiler_builtins") continue;
    const auto mode = prebuilt.graph.units[i].mode;
    const std::size_t mine = mode == CargoMode::run_custom_build ? 1 : prebuilt.graph.units[i].platform ? 0 : 2;
    CHECK((*hashes)[mine].unit_id == prebuilt.recorded[i].unit_id);
  }
}
