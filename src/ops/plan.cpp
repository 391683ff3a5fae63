// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/hash.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/workspace/workspace.hpp"

namespace buildstd::ops {

Result<std::vector<planner::Plan>> plan(const Session& session, PlanFor purpose) {
  std::vector<planner::Plan> plans;
  const auto is_built = [](const TargetChoice& choice) { return !choice.never; };
  if (std::ranges::none_of(session.targets, is_built)) return plans;  // then no sources are needed either
  BUILDSTD_TRY(const auto library, toolchain::library_sources(session.toolchain));
  BUILDSTD_TRY(const auto workspace, workspace::load(library, {}));
  const auto digest_file = session.state / "cache" /
                           fmt::format("sources-{}.json", Fingerprint().field("library", library.string()).short_hex());
  BUILDSTD_TRY(const auto digest, toolchain::digest_sources(library, digest_file));
  for (const auto& choice : session.targets) {
    if (!is_built(choice)) continue;
    const planner::Request request{
        .toolchain = session.toolchain,
        .target = choice.target,
        .host_cfgs = session.host_cfgs,
        .workspace = workspace,
        .source_digest = digest,
        .crates = choice.crates,
        .panic = choice.panic,
        .std_features = session.selection.std_features,
        .rustflags = choice.rustflags.flags,
        .linker = session.host_linker,
        .output = session.selection.metadata_only ? planner::Output::metadata : planner::Output::artifacts,
        .build_root = session.state / (purpose == PlanFor::build ? "build" : "exported"),
    };
    BUILDSTD_TRY(auto made, planner::make_plan(request));
    plans.push_back(std::move(made));
  }
  return plans;
}

}  // namespace buildstd::ops
