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
constexpr std::string_view key_format = "3";

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

// A stand-in's content is buildstd's own, wherever it has been put.
Command command_of_key(const Request& request, const Unit& unit) {
  auto command = unit.invocation.command;
  const auto& package = request.workspace.members[unit.package].package;
  if (!package || !package->is_stand_in) return command;
  const auto anywhere = [root = package->root().string()](const std::string& text) {
    return text::replace_all(text, root, "stand-in");
  };
  for (auto& argument : command.arguments) argument = anywhere(argument);
  for (auto& [name, value] : command.environment) {
    if (value) value = anywhere(*value);
  }
  command.cwd = anywhere(command.cwd.string());
  return command;
}

// The commands have placeholders for the names of the build's directories.
void assign_keys(const Request& request, std::vector<Unit>& units) {
  for (auto& unit : units) {  // dependencies come before their dependents
    Fingerprint key;
    key.field("format", key_format)
        .field("compiler", request.toolchain.fingerprint)
        .field("sources", request.source_digest)
        .field("command", command_of_key(request, unit).shell_line())
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
