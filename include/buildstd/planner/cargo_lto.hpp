// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/cargo_unit.hpp"

namespace buildstd::planner {

/// Which code a unit has to contain for the LTO its dependents run (src/cargo/core/compiler/lto.rs, `Lto`).
enum class CargoLtoKind : std::uint8_t { run, off, only_bitcode, object_and_bitcode, only_object };

struct CargoLto {
  CargoLtoKind kind = CargoLtoKind::only_object;
  std::optional<std::string> run;  ///< `-C lto=…` of `run`; unset: "fat" by `lto = true`

  bool operator==(const CargoLto&) const = default;
};

/// What Cargo decides for each unit, from the profiles' `lto` and the graph below its roots. With
/// `lto = false` everywhere, which is the default and what std's own profiles say, all are `only_object`.
/// A unit that no root reaches has no value. Fails where a dependency's index is none of the graph's, or
/// where units depend on each other in a circle.
Result<std::vector<std::optional<CargoLto>>> cargo_lto(const CargoUnitGraph& graph);

}  // namespace buildstd::planner
