// SPDX-License-Identifier: MIT
#include "buildstd/planner/plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/planner/target_rules.hpp"
#include "planner/calls.hpp"
#include "planner/features.hpp"
#include "planner/key.hpp"
#include "planner/recipe.hpp"
#include "planner/startup_objects.hpp"
#include "planner/unit_hash.hpp"
#include "planner/units.hpp"

namespace buildstd::planner {

namespace {

// A package of the workspace, or one from the registry: compiler_builtins was, before Rust 1.90.
Result<std::size_t> find_package(const workspace::Workspace& workspace, std::string_view name) {
  if (const auto index = workspace.find(name); index && workspace.members[*index].package) return *index;
  const auto dependency = std::ranges::find(workspace.lock.packages, name, &workspace::LockedPackage::name);
  const auto index = static_cast<std::size_t>(dependency - workspace.lock.packages.begin());
  if (index < workspace.members.size() && workspace.members[index].package) return index;
  return fail(Error(fmt::format("the standard library's workspace has no package `{}`", name))
                  .at({workspace.lock.file, 0, 0, 1, {}})
                  .help("the toolchain's sources are incomplete: reinstall them"));
}

// Where rustc looks for crates of its sysroot.
std::map<std::string, std::string> injected_files(const Request& request) {
  std::map<std::string, std::string> places;
  for (const auto& file : request.flag_inputs.profiler_runtime) {
    const auto place = rustlib::libraries({}, request.target.name) / file.filename();
    places.emplace(file.string(), place.string());
  }
  return places;
}

}  // namespace

Result<Plan> make_plan(const Request& request) {
  Plan plan;
  plan.target = request.target.name;
  plan.crates = request.crates;
  // Features are joined over everything that std may need, whichever crates are wanted: as Cargo resolves
  // `-Zbuild-std=core` too.
  BUILDSTD_TRY(const auto sysroot, find_package(request.workspace, std_layout::sysroot_package));
  const Recipe recipe(request);
  BUILDSTD_TRY(const auto activations, resolve_features(request.workspace, sysroot,
                                                        recipe.features(*request.workspace.members[sysroot].package)));
  std::vector<std::size_t> roots;
  for (const auto name : std_layout::root_packages(request.crates, request.with_test)) {
    BUILDSTD_TRY(const auto root, find_package(request.workspace, name));
    roots.push_back(root);
  }
  // A feature of the sysroot's brings it, not std.
  const auto profiler = request.workspace.find(std_layout::profiler_builtins);
  if (request.crates == StdCrates::std && !request.with_test && profiler && activations.contains(*profiler))
    roots.push_back(*profiler);
  BUILDSTD_TRY(auto graph, build_unit_graph(request, activations, roots));

  plan.choices = recipe.choices();
  BUILDSTD_CHECK(assign_hashes(request, activations, recipe, graph, plan.choices));
  plan.units = std::move(graph.units);
  plan.roots = std::move(graph.roots);
  plan.profile = recipe.profile_name();
  plan.source_root = recipe.source_root();
  plan.inputs = request.inputs;
  plan.manifests = {request.workspace.root / "Cargo.toml", request.workspace.lock.file};
  for (const auto& member : request.workspace.members) {
    if (member.package) plan.manifests.push_back(member.package->root() / "Cargo.toml");
  }
  assign_work(request, recipe, plan.units);
  plan.startup_objects = startup_objects(request);
  assign_keys(request, plan.units);
  plan.key = plan_key(plan.units, plan.startup_objects, plan.source_root);
  plan.directories = {request.build_root / plan.key, injected_files(request)};
  for (auto& unit : plan.units) unit.directories = plan.directories;
  return plan;
}

}  // namespace buildstd::planner
