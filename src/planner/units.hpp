// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/planner/plan.hpp"
#include "planner/features.hpp"

namespace buildstd::planner {

/// The units that the roots need, dependencies first, without hashes and invocations.
struct UnitGraph {
  std::vector<Unit> units;
  std::vector<std::size_t> roots;
};

/// @param roots indexes of packages whose libraries are wanted
Result<UnitGraph> build_unit_graph(const Request& request, const Activations& activations,
                                   const std::vector<std::size_t>& roots);

}  // namespace buildstd::planner
