// SPDX-License-Identifier: MIT
#include "buildstd/planner/plan.hpp"

#include <fmt/format.h>

#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/planner/target_rules.hpp"
#include "planner/features.hpp"
#include "planner/invocation.hpp"
#include "planner/recipe.hpp"
#include "planner/startup_objects.hpp"
#include "planner/unit_hash.hpp"
#include "planner/units.hpp"

namespace buildstd::planner {

namespace {

// Changes with anything that makes the same commands give another result.
constexpr std::string_view key_format = "4";

std::vector<std::string_view> root_packages(StdCrates crates) {
  switch (crates) {
    case StdCrates::core: return {"core", "compiler_builtins"};
    case StdCrates::alloc: return {"alloc"};
    case StdCrates::std: return {"sysroot"};
  }
  return {};
}

Result<std::size_t> find_package(const workspace::Workspace& workspace, std::string_view name) {
  if (const auto index = workspace.find(name); index && workspace.members[*index].package) return *index;
  return fail(Error(fmt::format("the standard library's workspace has no package `{}`", name))
                  .at({workspace.lock.file, 0, 0, 1, {}})
                  .help("the toolchain's sources are incomplete: reinstall them"));
}

using Places = std::vector<std::pair<std::string, std::string>>;

// Where buildstd's own files have been put says nothing of what comes out: each gets a name instead.
Places own_places(const Request& request) {
  Places places;
  for (const auto& member : request.workspace.members) {
    if (member.package && member.package->is_stand_in)
      places.emplace_back(member.package->root().string(), "stand-in-" + member.package->name);
  }
  return places;
}

std::string line_of_key(Command command, const Places& own) {
  const auto name = [&](std::string& text) {
    for (const auto& [place, stable] : own) text = text::replace_all(std::move(text), place, stable);
  };
  for (auto& argument : command.arguments) name(argument);
  command.environment.erase("LD_PRELOAD");
  for (auto& [variable, value] : command.environment) {
    if (value) name(*value);
  }
  auto cwd = command.cwd.string();
  name(cwd);
  command.cwd = cwd;
  return command.shell_line();
}

// The commands have placeholders for the names of the build's directories.
void assign_keys(const Request& request, std::vector<Unit>& units) {
  const auto own = own_places(request);
  for (auto& unit : units) {  // dependencies come before their dependents
    Fingerprint key;
    key.field("format", key_format)
        .field("compiler", request.toolchain.fingerprint)
        .field("sources", request.source_digest)
        .field("command", line_of_key(unit.invocation.command, own))
        .field("script", unit.invocation.script_arguments_at);
    for (const auto& cfg : unit.invocation.ignored_script_cfgs) key.field("ignored cfg", cfg);
    for (const auto& dependency : unit.dependencies) key.field("dependency", units[dependency.unit].key);
    unit.key = key.hex();
  }
}

std::string plan_key(const std::vector<Unit>& units, const std::vector<Invocation>& startup_objects) {
  Fingerprint key;
  for (const auto& unit : units) key.field("unit", unit.key);
  for (const auto& object : startup_objects) key.field("object", object.command.shell_line());
  return key.short_hex();
}

}  // namespace

Result<Plan> make_plan(const Request& request) {
  Plan plan;
  plan.target = request.target.name;
  plan.crates = request.crates;
  // Features are joined over everything that std may need, whichever crates are wanted: as Cargo resolves
  // `-Zbuild-std=core` too.
  BUILDSTD_TRY(const auto sysroot, find_package(request.workspace, "sysroot"));
  const Recipe recipe(request);
  BUILDSTD_TRY(const auto activations, resolve_features(request.workspace, sysroot,
                                                        recipe.features(*request.workspace.members[sysroot].package)));
  std::vector<std::size_t> roots;
  for (const auto name : root_packages(request.crates)) {
    BUILDSTD_TRY(const auto root, find_package(request.workspace, name));
    roots.push_back(root);
  }
  BUILDSTD_TRY(auto graph, build_unit_graph(request, activations, roots));

  BUILDSTD_CHECK(assign_hashes(request, activations, recipe, graph));
  plan.units = std::move(graph.units);
  plan.roots = std::move(graph.roots);
  plan.profile = recipe.profile_name();
  plan.choices = recipe.choices();
  plan.source_root = recipe.source_root();
  plan.inputs = request.inputs;
  plan.manifests.push_back(request.workspace.lock.file);
  for (const auto& member : request.workspace.members) {
    if (member.package) plan.manifests.push_back(member.package->root() / "Cargo.toml");
  }
  const Directories placeholder{"build-directory"};
  assign_invocations(request, recipe, placeholder, plan.units);
  assign_keys(request, plan.units);
  plan.key = plan_key(plan.units, startup_objects(request, placeholder));
  plan.directories = {request.build_root / plan.key};
  assign_invocations(request, recipe, plan.directories, plan.units);
  plan.startup_objects = startup_objects(request, plan.directories);
  return plan;
}

}  // namespace buildstd::planner
