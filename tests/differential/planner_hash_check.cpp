// SPDX-License-Identifier: MIT
// Plans the library's units from its manifests and compares their hashes with tables recorded from a real Cargo:
//   planner_hash_check LIBRARY PACKAGES TABLE.json
// LIBRARY is rust-src's `library`, PACKAGES a folder of `name-version` packages that it lacks. The compiler is
// $RUSTC, or the first `rustc` of the search path, and has to be the one of the table.
// Exit status 0: all equal; 2: some differ; 1: something cannot be read.
#include <fmt/format.h>

#include <cstdio>
#include <set>

#include "buildstd/base/text.hpp"
#include "buildstd/toolchain/probe.hpp"
#include "planner/cargo_units.hpp"
#include "planner/units.hpp"
#include "support/cargo_hash_tables.hpp"

namespace {

using namespace buildstd;
using tests::HashScenario;

struct Inputs {
  toolchain::Probe probe;
  toolchain::Toolchain compiler;
  toolchain::Target host;
  workspace::Workspace library;
};

Result<Inputs> read_inputs(const char* library, const char* packages) {
  const auto environment = Environment::of_process();
  const auto rustc = environment.get_nonempty("RUSTC").value_or("rustc");
  BUILDSTD_TRY(auto probe, toolchain::Probe::open({rustc, environment, std::filesystem::current_path(), {}}));
  BUILDSTD_TRY(auto compiler, probe.toolchain());
  BUILDSTD_TRY(auto host, probe.target(compiler, compiler.version.host, {}));
  workspace::DependencySources sources;
  sources.folders = {{packages, std::nullopt}};
  BUILDSTD_TRY(auto loaded, workspace::load(library, sources));
  return Inputs{std::move(probe), std::move(compiler), std::move(host), std::move(loaded)};
}

/// The packages whose libraries the scenario asks for, the package whose features it names first.
std::vector<std::string_view> root_packages(const HashScenario& scenario) {
  if (tests::argument(scenario, "--manifest-path") == "alloc/Cargo.toml") return {"alloc", "core"};
  return {"sysroot"};
}

using Rows = std::multiset<std::string>;

std::string row(const planner::CargoUnit& unit, const std::string& unit_id) {
  return fmt::format("{} {} {} mode {} {}", unit.package.name, unit.target_name,
                     unit.platform ? unit.platform->name : "host", static_cast<int>(unit.mode), unit_id);
}

Rows recorded_rows(const HashScenario& scenario) {
  Rows rows;
  for (std::size_t i = 0; i < scenario.graph.units.size(); ++i) {
    rows.insert(row(scenario.graph.units[i], scenario.recorded[i].unit_id.value_or("none")));
  }
  return rows;
}

Result<Rows> planned_rows(Inputs& inputs, const HashScenario& scenario) {
  BUILDSTD_TRY(const auto target, inputs.probe.target(inputs.compiler, *tests::argument(scenario, "--target"), {}));
  const planner::Request request{.toolchain = inputs.compiler,
                                 .target = target,
                                 .host_cfgs = inputs.host.cfgs,
                                 .workspace = inputs.library,
                                 .source_digest = {},
                                 .panic = {},
                                 .std_features = {},
                                 .rustflags = {},
                                 .environment = {},
                                 .linker = {},
                                 .build_root = {}};
  std::vector<std::size_t> packages;
  for (const auto name : root_packages(scenario)) packages.push_back(inputs.library.find(name).value());
  const auto& first = *inputs.library.members[packages[0]].package;
  const auto words = text::words(tests::argument(scenario, "--features").value_or(""));
  std::set<std::string> features(words.begin(), words.end());
  if (first.features.contains("default")) features.insert("default");
  BUILDSTD_TRY(const auto activations, planner::resolve_features(inputs.library, packages[0], features));
  BUILDSTD_TRY(const auto graph, planner::build_unit_graph(request, activations, packages));

  const auto name = *tests::argument(scenario, "--profile");
  const auto variables = tests::profile_variables(scenario);
  const auto flags = scenario.environment.find("RUSTFLAGS");
  const planner::CargoCall call{
      .cargo_minor = scenario.context.cargo_minor,
      .profile = inputs.library.profiles.at(name),
      .profile_is_dev = name == "dev",
      .settings = variables.settings,
      .build_override = variables.build_override,
      .rustflags = flags == scenario.environment.end() ? std::vector<std::string>() : text::words(flags->second),
      .target_hashed = target.name};
  BUILDSTD_TRY(const auto units, planner::cargo_units(request, activations, graph.units, graph.roots, call));
  BUILDSTD_TRY(const auto hashes, planner::cargo_hashes(units, scenario.context));
  Rows rows;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    rows.insert(row(units.units[i], hashes[i].in_file_name ? hashes[i].unit_id : "none"));
  }
  return rows;
}

/// Where the planner is asked for what it does: build, for a target, without incremental compilation.
bool is_planned(const HashScenario& scenario) {
  const auto incremental = scenario.environment.find("CARGO_INCREMENTAL");
  return scenario.arguments.front() == "build" && tests::argument(scenario, "--target") &&
         incremental == scenario.environment.end();
}

Result<std::size_t> run(const char* library, const char* packages, const char* file) {
  BUILDSTD_TRY(auto inputs, read_inputs(library, packages));
  BUILDSTD_TRY(const auto tables, tests::read_hash_tables(file));
  std::size_t scenarios = 0, compared = 0, differences = 0;
  for (const auto& scenario : tables.scenarios) {
    if (!is_planned(scenario)) continue;
    BUILDSTD_TRY(const auto planned, planned_rows(inputs, scenario));
    const auto recorded = recorded_rows(scenario);
    ++scenarios;
    compared += recorded.size();
    for (const auto& one : recorded) {
      if (planned.contains(one)) continue;
      ++differences;
      fmt::print("{}: Cargo has, the planner has not: {}\n", scenario.name, one);
    }
    for (const auto& one : planned) {
      if (recorded.contains(one)) continue;
      ++differences;
      fmt::print("{}: the planner has, Cargo has not: {}\n", scenario.name, one);
    }
  }
  fmt::print("{}: {}: {} scenarios, {} units planned, {} differences\n", file, tables.cargo, scenarios, compared,
             differences);
  return compared == 0 ? 1 : differences;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: planner_hash_check LIBRARY PACKAGES TABLE.json\n");
    return 1;
  }
  const auto differences = run(argv[1], argv[2], argv[3]);
  if (!differences) {
    fmt::print(stderr, "planner_hash_check: {}\n", differences.error().message());
    return 1;
  }
  return *differences == 0 ? 0 : 2;
}
