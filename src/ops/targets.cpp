// SPDX-License-Identifier: MIT
#include "buildstd/ops/targets.hpp"
#include "buildstd/base/std_layout.hpp"

#include "ops/target_choice.hpp"

namespace buildstd::ops {

Result<std::vector<TargetEntry>> targets(const Invocation& invocation, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_compiler(invocation, diagnostics));
  BUILDSTD_TRY(auto summaries, session.compiler.probe.targets());
  session.compiler.probe.save();
  std::vector<TargetEntry> entries;
  for (auto& summary : summaries) {
    const bool is_host = summary.name == session.compiler.toolchain.version.host;
    const bool has_prebuilt =
        toolchain::prebuilt_crates(session.compiler.toolchain, summary.name).contains(std::string(std_layout::core));
    entries.push_back({std::move(summary), is_host, has_prebuilt});
  }
  return entries;
}

Result<std::vector<TargetSupport>> target_support(const Invocation& invocation, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_compiler(invocation, diagnostics));
  auto& compiler = session.compiler;
  BUILDSTD_TRY(const auto wanted,
               wanted_targets(session.selection, session.settings.config, compiler.toolchain.version.host));
  std::vector<TargetSupport> all;
  for (auto name : wanted.names) {
    if (name.ends_with(".json")) {
      BUILDSTD_TRY(name, pin_specification(*session.storage.state_directory, name, session.process_context.cwd));
    }
    BUILDSTD_TRY(const auto target, compiler.probe.target(compiler.toolchain, name, {}));
    all.push_back({target.name, target.support});
  }
  compiler.probe.save();
  return all;
}

}  // namespace buildstd::ops
