// SPDX-License-Identifier: MIT
#include "planner/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using workspace::Dependency;
using workspace::DependencyKind;
using workspace::Package;

class UnitGraphBuilder {
 public:
  UnitGraphBuilder(const Request& request, const Activations& activations)
      : request_(request), activations_(activations) {}

  Result<UnitGraph> build(const std::vector<std::size_t>& roots) {
    for (const auto root : roots) {
      BUILDSTD_TRY(const auto unit, library(root, Platform::target));
      graph_.roots.push_back(unit);
    }
    return std::move(graph_);
  }

 private:
  using Key = std::tuple<std::size_t, UnitKind, Platform>;

  Result<const Package*> package(std::size_t index) const {
    const auto& member = request_.workspace.members[index];
    if (member.package) return &*member.package;
    return fail(Error(*member.absent));
  }

  Result<std::size_t> library(std::size_t index, Platform platform) {
    if (const auto known = known_.find({index, UnitKind::library, platform}); known != known_.end())
      return known->second;
    BUILDSTD_TRY(const auto* manifest, package(index));
    if (!in_progress_.insert({index, platform}).second)
      return fail(
          Error(fmt::format("package `{}` depends on itself", manifest->name)).at({manifest->manifest, 0, 0, 1, {}}));
    if (!manifest->library)
      return fail(
          Error(fmt::format("package `{}` has no library", manifest->name)).at({manifest->manifest, 0, 0, 1, {}}));
    auto unit = base_unit(index, *manifest, UnitKind::library, platform);
    unit.crate_name = manifest->library->crate_name;
    unit.source = manifest->library->source;
    // Cargo builds std as rlib only (in Cargo a "horrible hack", unit.rs).
    const auto& types = manifest->library->crate_types;
    const bool has_dylib = std::ranges::find(types, "dylib") != types.end();
    unit.crate_types = has_dylib && !request_.with_dylib ? std::vector<std::string>{"rlib"} : types;
    BUILDSTD_CHECK(add_dependencies(index, *manifest, DependencyKind::normal, platform, unit));
    if (manifest->build_script) {
      BUILDSTD_TRY(const auto run, script_run(index, *manifest, platform));
      unit.dependencies.push_back({run, "build_script_build", false});
    }
    return add({index, UnitKind::library, platform}, std::move(unit));
  }

  Result<std::size_t> script(std::size_t index, const Package& manifest) {
    const Key key{index, UnitKind::build_script, Platform::host};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    auto unit = base_unit(index, manifest, UnitKind::build_script, Platform::host);
    unit.crate_name = "build_script_build";
    unit.source = *manifest.build_script;
    unit.crate_types = {"bin"};
    BUILDSTD_CHECK(add_dependencies(index, manifest, DependencyKind::build, Platform::host, unit));
    return add(key, std::move(unit));
  }

  Result<std::size_t> script_run(std::size_t index, const Package& manifest, Platform platform) {
    const Key key{index, UnitKind::run_build_script, platform};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    auto unit = base_unit(index, manifest, UnitKind::run_build_script, platform);
    unit.crate_name = "build_script_build";
    unit.source = *manifest.build_script;
    unit.crate_types = {"bin"};
    // What dependencies with `links` found out reaches this script as DEP_* (Cargo: unit_dependencies.rs).
    BUILDSTD_TRY(const auto dependencies, active_dependencies(index, manifest, DependencyKind::normal, platform));
    for (const auto& [dependency, target] : dependencies) {
      BUILDSTD_TRY(const auto* linked, package(target));
      if (!linked->links || !linked->build_script) continue;
      BUILDSTD_TRY(const auto run, script_run(target, *linked, platform));
      unit.dependencies.push_back({run, "build_script_build", false});
    }
    BUILDSTD_TRY(const auto program, script(index, manifest));
    unit.dependencies.push_back({program, "build_script_build", false});
    return add(key, std::move(unit));
  }

  Unit base_unit(std::size_t index, const Package& manifest, UnitKind kind, Platform platform) const {
    Unit unit;
    unit.kind = kind;
    unit.platform = platform;
    unit.target = request_.target.name;
    unit.package = index;
    unit.package_name = manifest.name;
    unit.package_version = manifest.version.str();
    unit.manifest = manifest.manifest;
    unit.edition = manifest.edition;
    unit.links = manifest.links;
    unit.is_member = manifest.is_member;
    const auto& features = activations_.at(index).features;
    unit.features.assign(features.begin(), features.end());
    return unit;
  }

  using ActiveDependency = std::pair<const Dependency*, std::size_t>;

  // Those on the platform that are on, by package: Cargo's order of `--extern`.
  Result<std::vector<ActiveDependency>> active_dependencies(std::size_t index, const Package& manifest,
                                                            DependencyKind kind, Platform platform) const {
    const auto& activation = activations_.at(index);
    std::vector<ActiveDependency> found;
    for (const auto& dependency : manifest.dependencies) {
      const bool on = !dependency.optional || activation.dependencies.contains(dependency.name);
      if (!on || dependency.kind != kind || !matches(dependency, platform)) continue;
      BUILDSTD_TRY(const auto target, request_.workspace.resolve(index, dependency));
      const auto same = [&, target = target](const auto& other) {
        return other.second == target && other.first->name == dependency.name;
      };
      if (std::ranges::none_of(found, same)) found.emplace_back(&dependency, target);
    }
    std::ranges::sort(found, [&](const auto& a, const auto& b) {
      const auto& left = request_.workspace.lock.packages[a.second];
      const auto& right = request_.workspace.lock.packages[b.second];
      return left.name != right.name ? left.name < right.name : left.version < right.version;
    });
    return found;
  }

  [[nodiscard]] bool matches(const Dependency& dependency, Platform platform) const {
    if (!dependency.target) return true;
    if (platform == Platform::host)
      return dependency.target->matches(request_.toolchain.version.host, request_.host_cfgs);
    return dependency.target->matches(request_.target.name, request_.target.cfgs);
  }

  Result<void> add_dependencies(std::size_t index, const Package& manifest, DependencyKind kind, Platform platform,
                                Unit& unit) {
    BUILDSTD_TRY(const auto dependencies, active_dependencies(index, manifest, kind, platform));
    for (const auto& [dependency, target] : dependencies) {
      BUILDSTD_TRY(const auto found, library(target, platform));
      auto name =
          dependency->renamed() ? text::replace_all(dependency->name, "-", "_") : graph_.units[found].crate_name;
      unit.dependencies.push_back({found, std::move(name), dependency->is_public});
    }
    return {};
  }

  std::size_t add(const Key& key, Unit unit) {
    graph_.units.push_back(std::move(unit));
    known_.emplace(key, graph_.units.size() - 1);
    return graph_.units.size() - 1;
  }

  const Request& request_;
  const Activations& activations_;
  UnitGraph graph_;
  std::map<Key, std::size_t> known_;
  std::set<std::pair<std::size_t, Platform>> in_progress_;
};

}  // namespace

Result<UnitGraph> build_unit_graph(const Request& request, const Activations& activations,
                                   const std::vector<std::size_t>& roots) {
  return UnitGraphBuilder(request, activations).build(roots);
}

}  // namespace buildstd::planner
