// SPDX-License-Identifier: MIT
#include "planner/startup_objects.hpp"

#include "buildstd/planner/target_rules.hpp"

namespace buildstd::planner {

// bootstrap build_steps/compile.rs, `StartupObjects`: no flags but these.
std::vector<Invocation> startup_objects(const Request& request, const Directories& directories) {
  std::vector<Invocation> invocations;
  if (request.output == Output::metadata) return invocations;
  for (const auto& name : rule_values(TargetRule::Kind::startup_object, request.target)) {
    const auto output = directories.objects() / (name + ".o");
    const auto source = request.workspace.root / "rtstartup" / (name + ".rs");
    Invocation invocation;
    invocation.command = {request.toolchain.rustc,
                          {"--target", request.target.argument, "--emit=obj", "-o", output.string(), source.string()},
                          {{"RUSTC_BOOTSTRAP", "1"}},
                          request.workspace.root};
    invocation.outputs.push_back(output);
    invocations.push_back(std::move(invocation));
  }
  return invocations;
}

}  // namespace buildstd::planner
