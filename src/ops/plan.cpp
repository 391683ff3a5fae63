// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/found_recipes.hpp"
#include "buildstd/ops/preload.hpp"
#include "buildstd/planner/target_rules.hpp"
#include "buildstd/workspace/workspace.hpp"
#include "ops/dependencies.hpp"
#include "ops/requests.hpp"

namespace buildstd::ops {

namespace {

std::map<std::string, std::string> compiler_environment(const Session& session, const toolchain::Target& target) {
  std::map<std::string, std::string> variables;
  for (const auto& name : planner::rule_values(planner::TargetRule::Kind::environment, target)) {
    if (auto value = session.settings.environment.get(name)) variables.emplace(name, *std::move(value));
  }
  return variables;
}

}  // namespace

planner::NativeRuntimes native_runtimes(const Session& session) {
  const auto has = [&](const char* variable) {
    return !session.settings.environment.get(variable).value_or("").empty();
  };
  return {.builtins = has("LLVM_COMPILER_RT_LIB") || has("RUST_COMPILER_RT_ROOT"),
          .profiler = has("LLVM_PROFILER_RT_LIB") || has("RUST_COMPILER_RT_FOR_PROFILER"),
          .from_prebuilt = session.selection.c_objects == CObjects::prebuilt};
}

Result<void> for_each_request(const Session& session, PlanFor purpose,
                              const std::function<Result<void>(const planner::Request&)>& use) {
  const auto is_built = [](const TargetChoice& choice) { return !choice.never; };
  if (std::ranges::none_of(session.targets.all, is_built)) return {};  // then no sources are needed either
  BUILDSTD_TRY(const auto library, toolchain::library_sources(session.compiler.toolchain));
  const auto runtimes = native_runtimes(session);
  auto sources = dependency_sources(session.selection, session.settings.config, session.process_context.cwd, library);
  if (runtimes.builtins || runtimes.profiler) {
    BUILDSTD_TRY(const auto stand_ins, session.storage.make_directory("stand-ins"));
    sources.stand_ins = stand_ins.path();
  }
  sources.prefer_stand_ins = runtimes.from_prebuilt;
  BUILDSTD_TRY(const auto workspace, workspace::load(library, sources));
  const auto inputs = std::make_shared<InputStates>();
  session.compiler.probe.add_compiler(*inputs, session.compiler.toolchain);
  BUILDSTD_TRY(const auto source_digest, digest(session, workspace, *inputs));
  for (const auto& choice : session.targets.all) {
    if (!is_built(choice)) continue;
    BUILDSTD_TRY(const auto linker, config::linker(session.settings.config, choice.target.name, choice.target.cfgs));
    const planner::Request request{
        .toolchain = session.compiler.toolchain,
        .target = choice.target,
        .host_cfgs = session.compiler.host_cfgs,
        .workspace = workspace,
        .source_digest = source_digest,
        .crates = choice.crates,
        .with_test = choice.with_test,
        .panic = choice.panic,
        .std_features = session.selection.std_features,
        .rustflags = choice.std_flags.words,
        .flag_inputs = choice.std_flags.inputs,
        .environment = compiler_environment(session, choice.target),
        .linker = session.compiler.host_linker,
        .target_linker = linker.transform([](const auto& found) { return found.value; }),
        .output = session.selection.metadata_only ? planner::Output::metadata : planner::Output::artifacts,
        .prebuilt = choice.prebuilt ? &*choice.prebuilt : nullptr,
        .runtimes = runtimes,
        .recipe = choice.prebuilt
                      ? read_kept_search(session.storage, session.compiler.toolchain, choice.target.name).recipe
                      : std::nullopt,
        .preload = preload_library(session).transform(
            [&](const std::string& own) { return preloaded_with(own, session.settings.environment); }),
        .with_dylib = session.selection.with_dylib,
        .frontend_threads = session.selection.frontend_threads,
        .build_root = session.storage.state / (purpose == PlanFor::build ? "build" : "exported"),
        .inputs = inputs,
    };
    BUILDSTD_CHECK(use(request));
  }
  return {};
}

Result<std::vector<planner::Plan>> plan(const Session& session, PlanFor purpose) {
  std::vector<planner::Plan> plans;
  BUILDSTD_CHECK(for_each_request(session, purpose, [&](const planner::Request& request) -> Result<void> {
    BUILDSTD_TRY(auto made, planner::make_plan(request));
    plans.push_back(std::move(made));
    return {};
  }));
  return plans;
}

}  // namespace buildstd::ops
