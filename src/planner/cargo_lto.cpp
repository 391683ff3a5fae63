// SPDX-License-Identifier: MIT
#include "buildstd/planner/cargo_lto.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace buildstd::planner {

namespace {

using enum CargoLtoKind;

bool can_lto(CargoCrateType type) {
  using enum CargoCrateType;
  return type == bin || type == staticlib || type == cdylib;
}

bool is_dynamic(CargoCrateType type) {
  using enum CargoCrateType;
  return type == dylib || type == cdylib || type == proc_macro;
}

bool needs_object(const std::vector<CargoCrateType>& types) {
  return std::ranges::any_of(types, [](auto type) { return can_lto(type) || is_dynamic(type); });
}

/// What a unit that needs object code is made of when its dependent runs LTO: rustc does no LTO with a
/// dylib alone, but the rlib beside a dylib takes part.
CargoLto with_object(const std::vector<CargoCrateType>& types) {
  const bool all_dylib = std::ranges::all_of(types, [](auto type) { return type == CargoCrateType::dylib; });
  return {all_dylib ? only_object : object_and_bitcode, std::nullopt};
}

bool for_host(const CargoUnit& unit) {
  return unit.kind == CargoTargetKind::custom_build || unit.crate_types == std::vector{CargoCrateType::proc_macro};
}

/// `TargetKind::rustc_crate_types`: only libraries have types of their own.
std::vector<CargoCrateType> crate_types(const CargoUnit& unit) {
  const bool library = unit.kind == CargoTargetKind::lib || unit.kind == CargoTargetKind::example_lib;
  return library ? unit.crate_types : std::vector{CargoCrateType::bin};
}

CargoLto asked_by_profile(const CargoUnit& unit) {
  if (unit.profile.lto == "off") return {off, std::nullopt};
  if (unit.profile.lto == "false") return {only_object, std::nullopt};
  if (unit.profile.lto == "true") return {run, std::nullopt};
  return {run, unit.profile.lto};
}

CargoLto of_root(const CargoUnit& unit) {
  auto asked = asked_by_profile(unit);
  if (asked.kind != run) return asked;
  if (for_host(unit)) return {only_object, std::nullopt};
  const auto types = crate_types(unit);
  return needs_object(types) ? with_object(types) : CargoLto{only_bitcode, std::nullopt};
}

CargoLto of_unit(const CargoUnit& unit, const CargoLto& parent) {
  const auto types = unit.mode == CargoMode::test ? std::vector{CargoCrateType::bin} : crate_types(unit);
  if (for_host(unit)) return {only_object, std::nullopt};
  // Where the unit is linked on its own, what its dependent wants does not matter.
  if (std::ranges::all_of(types, can_lto)) return asked_by_profile(unit);
  if (parent.kind == off) return parent;
  const bool object = needs_object(types);
  if (parent.kind == run && !object) return {only_bitcode, std::nullopt};
  if ((parent.kind == run || parent.kind == only_bitcode) && object) return with_object(types);
  return parent;
}

/// What serves both of two dependents.
CargoLto merge(const CargoLto& now, const CargoLto& before) {
  if (now.kind == run) return now;
  if (before.kind == run) return before;
  if (now.kind == off || before.kind == off) return {off, std::nullopt};
  if (now.kind == before.kind) return now;
  return {object_and_bitcode, std::nullopt};
}

/// Walks the graph as Cargo does, the dependencies of a unit again each time its value changes.
class LtoWalk {
 public:
  explicit LtoWalk(const CargoUnitGraph& graph)
      : graph_(graph), found_(graph.units.size()), on_path_(graph.units.size()) {}

  Result<void> visit(std::size_t index, const CargoLto& parent) {
    if (index >= graph_.units.size()) return fail(fmt::format("no unit has the index {}", index));
    if (on_path_[index]) {
      return fail(fmt::format("unit `{}` depends on itself", graph_.units[index].target_name));
    }
    auto value = of_unit(graph_.units[index], parent);
    if (found_[index]) {
      value = merge(value, *found_[index]);
      if (value == *found_[index]) return {};
    }
    found_[index] = value;
    on_path_[index] = true;
    for (const auto dependency : graph_.units[index].dependencies) BUILDSTD_CHECK(visit(dependency, value));
    on_path_[index] = false;
    return {};
  }

  std::vector<std::optional<CargoLto>> take() { return std::move(found_); }

 private:
  const CargoUnitGraph& graph_;
  std::vector<std::optional<CargoLto>> found_;
  std::vector<bool> on_path_;
};

}  // namespace

Result<std::vector<std::optional<CargoLto>>> cargo_lto(const CargoUnitGraph& graph) {
  LtoWalk walk(graph);
  for (const auto root : graph.roots) {
    if (root >= graph.units.size()) return fail(fmt::format("no unit has the index {}", root));
    BUILDSTD_CHECK(walk.visit(root, of_root(graph.units[root])));
  }
  return walk.take();
}

}  // namespace buildstd::planner
