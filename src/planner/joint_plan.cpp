// SPDX-License-Identifier: MIT
#include "buildstd/planner/joint_plan.hpp"

#include <map>
#include <string>
#include <utility>

namespace buildstd::planner {

namespace {

using Identity = std::pair<std::string, std::string>;

// Its hash is over all that decides what is compiled (Cargo: `UnitHash`). One with libraries of its own would have to
// find them in another plan's directory; std has none on hosts but for building C code.
bool can_be_shared(const Unit& unit) { return unit.kind == UnitKind::build_script && unit.dependencies.empty(); }

}  // namespace

JointPlan join(const std::vector<const Plan*>& plans) {
  JointPlan joint;
  std::map<Identity, std::size_t> shared;
  for (std::size_t p = 0; p < plans.size(); ++p) {
    joint.directories.push_back(plans[p]->directories);
    joint.source_root = plans[p]->source_root;
    joint.inputs = plans[p]->inputs;
    auto& places = joint.plans.emplace_back();
    for (const auto& original : plans[p]->units) {
      const Identity identity{original.package_name, original.extra_filename};
      if (const auto known = shared.find(identity); known != shared.end() && can_be_shared(original)) {
        places.push_back(known->second);
        continue;
      }
      auto unit = original;
      for (auto& dependency : unit.dependencies) dependency.unit = places[dependency.unit];
      if (can_be_shared(unit)) shared.emplace(identity, joint.units.size());
      places.push_back(joint.units.size());
      joint.owners.push_back(p);
      joint.units.push_back(std::move(unit));
    }
  }
  return joint;
}

}  // namespace buildstd::planner
