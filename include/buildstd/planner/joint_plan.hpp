// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "buildstd/planner/plan.hpp"

namespace buildstd::planner {

/// Several plans as one graph, so that one scheduler has them all, and build scripts that are the same for several
/// targets are compiled once. A unit's files stay below its own plan's directory; a shared unit is the first plan's.
struct JointPlan {
  std::vector<Unit> units;                      ///< dependencies before their dependents
  std::vector<Directories> directories;         ///< of each plan
  std::filesystem::path source_root;            ///< the folder above `library`, the same for all
  std::shared_ptr<const InputStates> inputs;    ///< the same for all
  std::vector<std::size_t> owners;              ///< for each unit, the plan below whose directory it is made
  std::vector<std::vector<std::size_t>> plans;  ///< for each plan, its units
};

JointPlan join(const std::vector<const Plan*>& plans);

}  // namespace buildstd::planner
