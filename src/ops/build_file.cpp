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
#include "buildstd/planner/plan_file.hpp"
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

// The plan with this key, if the same still comes out.
Result<planner::Plan> exported_plan(const Session& session, const std::string& key) {
  BUILDSTD_TRY(auto plans, plan(session, PlanFor::export_to_file));
  const auto found = std::ranges::find(plans, key, &planner::Plan::key);
  if (found != plans.end()) return std::move(*found);
  return fail(Error("the build file is out of date: the plan has changed")
                  .note("the compiler, the sources, the configuration or the environment has changed since it was "
                        "written")
                  .help("write the file again with `buildstd plan --format ninja` (or `make`), and build again"));
}

}  // namespace

Result<void> run_step(const std::filesystem::path& plan, std::size_t unit, planner::Unchanged unchanged,
                      const Environment& environment, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto text, fs::read(plan));
  BUILDSTD_TRY(const auto file, planner::parse_plan_file(text));
  return invoker::run_step(file, unit, unchanged, environment, diagnostics);
}

Result<std::string> build_file(const Session& session, BuildSystem system, const std::filesystem::path& buildstd,
                               std::vector<std::string> arguments) {
  BUILDSTD_TRY(const auto plans, plan(session, PlanFor::export_to_file));
  const planner::BuildFileContext context{buildstd, std::move(arguments), session.settings.jobs};
  return system == BuildSystem::ninja ? planner::as_ninja(plans, context) : planner::as_make(plans, context);
}

Result<void> write_exported_plan(const Session& session, const std::string& key) {
  BUILDSTD_TRY(const auto plan, exported_plan(session, key));
  const auto environment = changed_variables(session.process_context.environment, session.settings.environment);
  const auto file = planner::plan_file(plan);
  BUILDSTD_CHECK(fs::create_directories(file.parent_path()));
  return fs::write_atomically(file, planner::write_plan_file({plan, environment, session.settings.rustc_wrapper}));
}

Result<std::filesystem::path> install_exported(const Session& session, const std::string& key) {
  BUILDSTD_TRY(const auto plan, exported_plan(session, key));
  BUILDSTD_CHECK(session.storage.state_directory->prepare([] {}));
  const auto locks = session.storage.locks();
  BUILDSTD_CHECK(fs::create_directories(locks));
  BUILDSTD_TRY(const auto lock, fs::FileLock::acquire(locks / plan.key, [] {}));
  invoker::BuildResult result;
  BUILDSTD_TRY(result.observed, invoker::observe_finished(plan, session.settings.environment));
  const auto choice =
      std::ranges::find(session.targets.all, plan.target, [](const TargetChoice& each) { return each.target.name; });
  BUILDSTD_TRY(const auto folders, link_folders(session.selection, session.process_context.cwd));
  BUILDSTD_TRY(auto path,
               install(session, plan, find_link_inputs(session.compiler.toolchain, *choice, folders), result));
  BUILDSTD_CHECK(fs::write_atomically(planner::installed_file(plan), path.string() + "\n"));
  return path;
}

}  // namespace buildstd::ops
