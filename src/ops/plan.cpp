// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/planner/target_rules.hpp"
#include "buildstd/workspace/workspace.hpp"
#include "ops/dependencies.hpp"

namespace buildstd::ops {

namespace {

// The value of LD_PRELOAD for compilers. What the user preloads goes first: his allocator, say, is the one in use.
std::optional<std::string> preload(const Session& session) {
  const auto& own = session.surroundings.companions;
  const auto library = own.preload.string();
  if (library.empty() || session.toolchain.version.host != own.preload_host) return std::nullopt;
  if (library.find_first_of(" :") != std::string::npos) return std::nullopt;  // ld.so(8): they separate names
  const auto others = session.environment.get("LD_PRELOAD").value_or("");
  return others.empty() ? library : others + ":" + library;
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
  auto sources = dependency_sources(session, library);
  if (runtimes.builtins || runtimes.profiler)
    sources.stand_ins = (session.answers ? session.answers->path() : session.state / "cache") / "stand-ins";
  BUILDSTD_TRY(const auto workspace, workspace::load(library, sources));
  const auto inputs = std::make_shared<InputStates>();
  session.probe.add_compiler(*inputs, session.toolchain);
  BUILDSTD_TRY(const auto source_digest, digest(session, workspace, *inputs));
  for (const auto& choice : session.targets) {
    if (!is_built(choice)) continue;
    const planner::Request request{
        .toolchain = session.toolchain,
        .target = choice.target,
        .host_cfgs = session.host_cfgs,
        .workspace = workspace,
        .source_digest = source_digest,
        .crates = choice.crates,
        .panic = choice.panic,
        .std_features = session.selection.std_features,
        .rustflags = choice.rustflags.flags,
        .environment = compiler_environment(session, choice.target),
        .linker = session.host_linker,
        .output = session.selection.metadata_only ? planner::Output::metadata : planner::Output::artifacts,
        .prebuilt = choice.prebuilt ? &*choice.prebuilt : nullptr,
        .runtimes = runtimes,
        .preload = preload(session),
        .with_dylib = session.selection.with_dylib,
        .frontend_threads = session.selection.frontend_threads,
        .build_root = session.state / (purpose == PlanFor::build ? "build" : "exported"),
        .inputs = inputs,
    };
    BUILDSTD_TRY(auto made, planner::make_plan(request));
    plans.push_back(std::move(made));
  }
  return plans;
}

}  // namespace buildstd::ops
