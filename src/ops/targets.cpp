// SPDX-License-Identifier: MIT
#include "buildstd/ops/targets.hpp"
#include "buildstd/base/std_layout.hpp"

#include "ops/target_choice.hpp"

namespace buildstd::ops {

Result<std::vector<TargetEntry>> targets(const Selection& selection, const Surroundings& surroundings,
                                         Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_ground(selection, surroundings, diagnostics));
  BUILDSTD_TRY(auto summaries, session.probe.targets());
  session.probe.save();
  std::vector<TargetEntry> entries;
  for (auto& summary : summaries) {
    const bool is_host = summary.name == session.toolchain.version.host;
    const bool has_prebuilt =
        toolchain::prebuilt_crates(session.toolchain, summary.name).contains(std::string(std_layout::core));
    entries.push_back({std::move(summary), is_host, has_prebuilt});
  }
  return entries;
}

Result<std::vector<TargetSupport>> target_support(const Selection& selection, const Surroundings& surroundings,
                                                  Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_ground(selection, surroundings, diagnostics));
  BUILDSTD_TRY(const auto wanted, wanted_targets(session));
  std::vector<TargetSupport> all;
  for (auto name : wanted.names) {
    if (name.ends_with(".json")) {
      BUILDSTD_TRY(name, pin_specification(session, name));
    }
    BUILDSTD_TRY(const auto target, session.probe.target(session.toolchain, name, {}));
    all.push_back({target.name, target.support});
  }
  session.probe.save();
  return all;
}

}  // namespace buildstd::ops
