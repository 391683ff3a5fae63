// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/planner/target_rules.hpp"
#include "buildstd/workspace/workspace.hpp"

namespace buildstd::ops {

namespace {

std::optional<std::string> preload(const Session& session) {
  const auto& hide = session.surroundings.companions.hide;
  if (hide.empty()) return std::nullopt;
  const auto others = session.environment.get("LD_PRELOAD").value_or("");
  return others.empty() ? hide.string() : hide.string() + ":" + others;
}

// Over the content of all that is compiled.
Result<std::string> digest_of(const Session& session, const std::filesystem::path& library,
                              const workspace::DependencySources& sources) {
  const auto digest = [&](const std::filesystem::path& folder) {
    const auto name = Fingerprint().field("library", folder.string()).short_hex();
    return toolchain::digest_sources(folder, session.state / "cache" / fmt::format("sources-{}.json", name));
  };
  if (sources.directories.empty() && !sources.lockfile) return digest(library);
  Fingerprint all;
  BUILDSTD_TRY(const auto own, digest(library));
  all.field("library", own);
  for (const auto& folder : sources.directories) {
    BUILDSTD_TRY(const auto vendored, digest(folder));
    all.field("vendored", vendored);
  }
  if (sources.lockfile) {
    BUILDSTD_TRY(const auto lock, fs::read(*sources.lockfile));
    all.field("lockfile", lock);
  }
  return all.hex();
}

std::map<std::string, std::string> compiler_environment(const Session& session, const toolchain::Target& target) {
  std::map<std::string, std::string> variables;
  for (const auto& name : planner::rule_values(planner::TargetRule::Kind::environment, target)) {
    if (auto value = session.environment.get(name)) variables.emplace(name, *std::move(value));
  }
  return variables;
}

}  // namespace

Result<std::vector<planner::Plan>> plan(const Session& session, PlanFor purpose) {
  std::vector<planner::Plan> plans;
  const auto is_built = [](const TargetChoice& choice) { return !choice.never; };
  if (std::ranges::none_of(session.targets, is_built)) return plans;  // then no sources are needed either
  BUILDSTD_TRY(const auto library, toolchain::library_sources(session.toolchain));
  const auto has = [&](const char* variable) { return !session.environment.get(variable).value_or("").empty(); };
  const planner::NativeRuntimes runtimes{.builtins = has("LLVM_COMPILER_RT_LIB") || has("RUST_COMPILER_RT_ROOT"),
                                         .profiler = has("LLVM_PROFILER_RT_LIB")};
  const auto& selection = session.selection;
  workspace::DependencySources sources;
  const auto& cwd = session.surroundings.cwd;
  if (selection.vendor_dir) sources.directories.push_back(fs::absolute(*selection.vendor_dir, cwd));
  if (selection.lockfile) sources.lockfile = fs::absolute(*selection.lockfile, cwd);
  if (runtimes.builtins || runtimes.profiler) sources.stand_ins = session.state / "cache" / "stand-ins";
  BUILDSTD_TRY(const auto workspace, workspace::load(library, sources));
  BUILDSTD_TRY(const auto digest, digest_of(session, library, sources));
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
        .environment = compiler_environment(session, choice.target),
        .linker = session.host_linker,
        .output = session.selection.metadata_only ? planner::Output::metadata : planner::Output::artifacts,
        .prebuilt = choice.prebuilt ? &*choice.prebuilt : nullptr,
        .vendored = sources.directories,
        .runtimes = runtimes,
        .preload = preload(session),
        .with_dylib = session.selection.with_dylib,
        .build_root = session.state / (purpose == PlanFor::build ? "build" : "exported"),
    };
    BUILDSTD_TRY(auto made, planner::make_plan(request));
    plans.push_back(std::move(made));
  }
  return plans;
}

}  // namespace buildstd::ops
