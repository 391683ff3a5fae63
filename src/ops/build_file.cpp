// SPDX-License-Identifier: MIT
#include "buildstd/ops/build_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/step.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/planner/export_build.hpp"
#include "ops/install.hpp"

namespace buildstd::ops {

namespace {

/// What `[env]` has changed.
std::map<std::string, std::string> changed_variables(const Environment& before, const Environment& after) {
  std::map<std::string, std::string> changed;
  for (const auto& [name, value] : after.all()) {
    if (before.get(name) != value) changed.emplace(name, value);
  }
  return changed;
}

}  // namespace

Result<std::string> build_file(const Session& session, BuildSystem system, const std::filesystem::path& buildstd,
                               std::vector<std::string> arguments) {
  BUILDSTD_TRY(const auto plans, plan(session, PlanFor::export_to_file));
  const planner::BuildFileContext context{buildstd, std::move(arguments), session.rustc_wrapper,
                                          changed_variables(session.surroundings.environment, session.environment),
                                          session.jobs};
  return system == BuildSystem::ninja ? planner::as_ninja(plans, context) : planner::as_make(plans, context);
}

Result<std::filesystem::path> install_exported(const Session& session, const std::string& key) {
  BUILDSTD_TRY(const auto plans, plan(session, PlanFor::export_to_file));
  const auto found = std::ranges::find(plans, key, &planner::Plan::key);
  if (found == plans.end()) {
    return fail(Error("the build file is out of date: the plan is another one by now")
                    .note("the compiler, the sources, the configuration or the environment has changed since it was "
                          "written")
                    .help("write the file again with `buildstd plan --format ninja` (or `make`), and build again"));
  }
  BUILDSTD_CHECK(session.state_directory->prepare([] {}));
  const auto locks = session.state / "locks";
  BUILDSTD_CHECK(fs::create_directories(locks));
  BUILDSTD_TRY(const auto lock, fs::FileLock::acquire(locks / found->key, [] {}));
  invoker::BuildResult result;
  BUILDSTD_TRY(result.observed, invoker::observe_finished(*found, session.environment));
  const auto choice =
      std::ranges::find(session.targets, found->target, [](const TargetChoice& each) { return each.target.name; });
  BUILDSTD_TRY(auto path, install(session, *found, find_link_inputs(session, *choice), result));
  BUILDSTD_CHECK(fs::write_atomically(planner::installed_file(*found), path.string() + "\n"));
  return path;
}

}  // namespace buildstd::ops
