// SPDX-License-Identifier: MIT
#include "front/caller.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/ops/compiler_choice.hpp"

namespace buildstd::front {

namespace {

// A launcher is `.cargo/buildstd/rustc` in its project.
fs::Path project_of(const std::string& launcher) {
  return fs::Path(launcher).parent_path().parent_path().parent_path();
}

// Where the system does not tell, this process's own is near enough.
Environment environment_of(const process::OtherProcess& cargo, const Environment& own) {
  auto environment = process::environment_of(cargo);
  if (!environment) return own;
  for (const auto* const jobserver : {"CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS"}) {
    if (auto value = own.get(jobserver)) environment->set(jobserver, *std::move(value));
  }
  return *std::move(environment);
}

}  // namespace

bool is_below_build_script(const Environment& environment) {
  return environment.get("NUM_JOBS").has_value() && environment.get("HOST").has_value();
}

Result<Caller> find_caller(const std::optional<process::OtherProcess>& cargo,
                           const ops::ProcessContext& process_context, Diagnostics& diagnostics) {
  const auto& environment = process_context.environment;
  Caller caller{process_context.cwd, {}, cargo, environment, is_below_build_script(environment)};
  if (!cargo) {
    const auto launcher = environment.get_nonempty(ops::launcher_variable);
    if (launcher) caller.cwd = fs::absolute(project_of(*launcher), process_context.cwd);
    return caller;
  }
  caller.cwd = cargo->cwd;
  caller.environment = environment_of(*cargo, environment);
  auto words = cargo->arguments;
  if (words.empty()) return caller;
  words.front() = "cargo";
  const auto call = ops::read_cargo_call(words);
  if (!call) return caller;
  if (call->directory) caller.cwd = fs::absolute(*call->directory, caller.cwd);
  BUILDSTD_TRY(const auto config, config::load({caller.cwd, environment, call->config}, diagnostics));
  BUILDSTD_TRY(caller.cargo, ops::expand_alias(words, config));
  return caller;
}

Result<bool> names_targets(const ops::CargoCall& cargo, const config::Config& config) {
  if (!cargo.targets.empty()) return true;
  BUILDSTD_TRY(const auto configured, config::build_targets(config));
  return !configured.empty();
}

}  // namespace buildstd::front
