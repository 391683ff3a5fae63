// SPDX-License-Identifier: MIT
#include "planner/startup_objects.hpp"

#include "buildstd/base/std_layout.hpp"
#include "buildstd/planner/target_rules.hpp"

namespace buildstd::planner {

// bootstrap build_steps/compile.rs, `StartupObjects`.
std::vector<StartupObject> startup_objects(const Request& request) {
  std::vector<StartupObject> objects;
  if (request.output == Output::metadata) return objects;
  for (const auto& name : rule_values(TargetRule::Kind::startup_object, request.target)) {
    objects.push_back({request.toolchain.rustc, request.target.argument,
                       std_layout::startup_sources(request.workspace.root) / (name + ".rs"), request.workspace.root,
                       name + ".o"});
  }
  return objects;
}

}  // namespace buildstd::planner
