// SPDX-License-Identifier: MIT
#include "front/caller.hpp"

#include <algorithm>
#include <array>

#include "buildstd/base/fs.hpp"
#include "buildstd/ops/compiler_choice.hpp"

namespace buildstd::front {

namespace {

// A launcher is `buildstd/rustc` in a project's `.cargo`, or in Cargo's home.
fs::Path folder_of(const std::string& launcher) { return fs::Path(launcher).parent_path().parent_path(); }

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
  constexpr std::array<const char*, 6> variables = {"CARGO_MANIFEST_DIR", "OUT_DIR", "TARGET", "HOST",
                                                    "NUM_JOBS",           "PROFILE"};
  return std::ranges::all_of(variables, [&](const char* name) { return environment.get(name).has_value(); });
}

Result<Caller> find_caller(const std::optional<process::OtherProcess>& cargo,
                           const ops::ProcessContext& process_context, Diagnostics& diagnostics) {
  const auto& environment = process_context.environment;
  Caller caller{process_context.cwd, {}, cargo, environment, false, is_below_build_script(environment)};
  if (!cargo) {
    const auto launcher = environment.get_nonempty(ops::launcher_variable);
    if (const auto directory = environment.get_nonempty(ops::directory_variable)) {
      caller.cwd = *directory;
    } else if (launcher) {
      caller.cwd = fs::absolute(folder_of(*launcher).parent_path(), process_context.cwd);
      BUILDSTD_TRY(const auto config, config::load({caller.cwd, environment, {}}, diagnostics));
      const auto home = config::cargo_home(config);
      const auto folder = fs::absolute(folder_of(*launcher), process_context.cwd);
      caller.is_of_unknown_project = home && fs::canonical(*home / "buildstd") == fs::canonical(folder / "buildstd");
    }
    return caller;
  }
  caller.cwd = cargo->cwd;  // Cargo has changed to the folder of its `-C`
  caller.environment = environment_of(*cargo, environment);
  auto words = cargo->arguments;
  if (words.empty()) return caller;
  words.front() = "cargo";
  const auto call = ops::read_cargo_call(words);
  if (!call) return caller;
  BUILDSTD_TRY(const auto config, config::load({caller.cwd, environment, call->config}, diagnostics));
  BUILDSTD_TRY(caller.cargo, ops::expand_alias(words, config));
  return caller;
}

}  // namespace buildstd::front
