// SPDX-License-Identifier: MIT
#include "planner/cargo_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using workspace::ProfileSettings;

/// Features that dependents' defaults turn on in packages whose manifests cannot be read here. `cc`, the other
/// package that sources are known to lack, has no default features.
constexpr std::array<std::pair<std::string_view, std::array<std::string_view, 2>>, 1> features_of_absent = {
    {{"shlex", {"default", "std"}}}};

std::optional<CargoCrateType> crate_type(std::string_view name) {
  using enum CargoCrateType;
  static constexpr std::array<std::pair<std::string_view, CargoCrateType>, 7> known = {{{"bin", bin},
                                                                                        {"lib", lib},
                                                                                        {"rlib", rlib},
                                                                                        {"dylib", dylib},
                                                                                        {"cdylib", cdylib},
                                                                                        {"staticlib", staticlib},
                                                                                        {"proc-macro", proc_macro}}};
  for (const auto& [word, type] : known) {
    if (word == name) return type;
  }
  return std::nullopt;
}

CargoPanic panic_of(std::string_view name) {
  if (name == "abort") return CargoPanic::abort;
  return name == "unwind" ? CargoPanic::unwind : CargoPanic::immediate_abort;
}

CargoProfileTable table_of(const ProfileSettings& settings) {
  CargoProfileTable table;
  table.opt_level = settings.opt_level;
  if (settings.debug) table.debug = parse_debuginfo(*settings.debug);
  if (settings.codegen_units) table.codegen_units = static_cast<std::uint32_t>(*settings.codegen_units);
  table.debug_assertions = settings.debug_assertions;
  table.overflow_checks = settings.overflow_checks;
  if (settings.panic) table.panic = panic_of(*settings.panic);
  table.rustflags = settings.rustflags;
  return table;
}

class Translation {
 public:
  Translation(const Request& request, const Activations& activations, const CargoCall& call)
      : request_(request), activations_(activations), call_(call) {}

  Result<CargoUnitGraph> graph(const std::vector<Unit>& units, const std::vector<std::size_t>& roots) {
    graph_.roots = roots;
    for (const auto& unit : units) {
      BUILDSTD_TRY(auto translated, translate(unit));
      graph_.units.push_back(std::move(translated));
    }
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (units[i].kind == UnitKind::build_script) BUILDSTD_CHECK(add_absent(units[i].package, i));
      if (request_.workspace.members[units[i].package].package->is_stand_in)
        BUILDSTD_CHECK(add_locked(units[i].package, i));
    }
    decide_strip(graph_);
    return std::move(graph_);
  }

 private:
  [[nodiscard]] Result<CargoUnit> translate(const Unit& unit) const {
    CargoUnit result;
    BUILDSTD_TRY(result.package, package(unit.package));
    result.features = unit.features;
    for (const auto& dependency : unit.dependencies) result.dependencies.push_back(dependency.unit);
    if (unit.platform == Platform::target) {
      result.platform = CargoPlatform{.name = request_.target.name, .hashed = call_.target_hashed};
      result.rustflags = call_.rustflags;
    }
    result.profile = profile(unit.package, unit.platform == Platform::host);
    if (unit.kind == UnitKind::run_build_script) {
      result.mode = CargoMode::run_custom_build;
      result.profile = script_run_profile(result.profile, call_.cargo_minor);
    }
    if (unit.kind != UnitKind::library) {
      result.kind = CargoTargetKind::custom_build;
      result.crate_types = {CargoCrateType::bin};
      result.target_name = "build-script-build";
      return result;
    }
    // The manifest's types, all of them: what is hashed does not depend on which of them are made.
    const auto& library = *request_.workspace.members[unit.package].package->library;
    result.target_name = library.crate_name;
    result.crate_types.clear();
    for (const auto& name : library.crate_types) {
      const auto type = crate_type(name);
      if (!type) return fail(fmt::format("package `{}` has the unknown crate type `{}`", unit.package_name, name));
      result.crate_types.push_back(*type);
    }
    return result;
  }

  [[nodiscard]] Result<CargoPackage> package(std::size_t index) const {
    const auto& locked = request_.workspace.lock.packages[index];
    CargoPackage package{.name = locked.name, .version = locked.version.str(), .source = {}};
    if (locked.source) {
      package.source_kind = CargoSourceKind::registry;
      package.source = crates_io_index;
      return package;
    }
    const auto& member = request_.workspace.members[index];
    if (!member.package) return fail(Error(*member.absent));
    package.source = member.package->root().lexically_relative(request_.workspace.root).generic_string();
    return package;
  }

  [[nodiscard]] CargoProfile profile(std::size_t index, bool for_host) const {
    const auto& locked = request_.workspace.lock.packages[index];
    const auto& packages = call_.profile.packages;
    CargoProfileTables tables{.is_dev = call_.profile_is_dev, .profile = table_of(call_.profile.settings)};
    tables.profile.override_with(call_.settings);
    // The built-in override says opt-level 0, which is Cargo's default without any: no table.
    const auto build = table_of(call_.profile.build_override);
    const bool says_more = build.opt_level != "0" || build.debug || build.codegen_units || build.debug_assertions ||
                           build.overflow_checks || build.rustflags;
    if (says_more) tables.build_override = build;
    if (call_.build_override) {
      if (!tables.build_override) tables.build_override.emplace();
      tables.build_override->override_with(*call_.build_override);
    }
    if (const auto all = packages.find("*"); all != packages.end()) tables.all_packages = table_of(all->second);
    if (const auto own = packages.find(locked.name); own != packages.end()) tables.package = table_of(own->second);
    return cargo_profile(tables, {.for_host = for_host,
                                  .is_member = !locked.source,
                                  .is_path = !locked.source,
                                  .incremental = false,  // bootstrap sets CARGO_INCREMENTAL=0
                                  .triple = for_host ? request_.toolchain.version.host : request_.target.name});
  }

  /// Adds the active build dependencies of a script's package that the sources lack.
  Result<void> add_absent(std::size_t index, std::size_t script) {
    const auto& manifest = *request_.workspace.members[index].package;
    const auto& active = activations_.at(index).dependencies;
    for (const auto& dependency : manifest.dependencies) {
      const bool on = !dependency.optional || active.contains(dependency.name);
      if (!on || dependency.kind != workspace::DependencyKind::build) continue;
      BUILDSTD_TRY(const auto found, request_.workspace.resolve(index, dependency));
      if (request_.workspace.members[found].package) continue;
      BUILDSTD_TRY(const auto unit, absent(found));
      graph_.units[script].dependencies.push_back(unit);
    }
    return {};
  }

  /// What the package that a stand-in replaces would need.
  Result<void> add_locked(std::size_t index, std::size_t unit) {
    for (const auto dependency : request_.workspace.lock.packages[index].dependencies) {
      BUILDSTD_TRY(const auto found, absent(dependency));
      graph_.units[unit].dependencies.push_back(found);
    }
    return {};
  }

  /// The library of a package that only the lock file knows, with all that the lock file says it needs.
  Result<std::size_t> absent(std::size_t index) {
    if (const auto known = absent_.find(index); known != absent_.end()) return known->second;
    CargoUnit unit;
    BUILDSTD_TRY(unit.package, package(index));
    unit.target_name = text::replace_all(unit.package.name, "-", "_");
    unit.profile = profile(index, /*for_host=*/true);
    for (const auto& [name, features] : features_of_absent) {
      if (name == unit.package.name) unit.features.assign(features.begin(), features.end());
    }
    for (const auto dependency : request_.workspace.lock.packages[index].dependencies) {
      BUILDSTD_TRY(const auto found, absent(dependency));
      unit.dependencies.push_back(found);
    }
    graph_.units.push_back(std::move(unit));
    absent_.emplace(index, graph_.units.size() - 1);
    return graph_.units.size() - 1;
  }

  const Request& request_;
  const Activations& activations_;
  const CargoCall& call_;
  CargoUnitGraph graph_;
  std::map<std::size_t, std::size_t> absent_;
};

}  // namespace

Result<CargoUnitGraph> cargo_units(const Request& request, const Activations& activations,
                                   const std::vector<Unit>& units, const std::vector<std::size_t>& roots,
                                   const CargoCall& call) {
  return Translation(request, activations, call).graph(units, roots);
}

}  // namespace buildstd::planner
