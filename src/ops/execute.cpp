// SPDX-License-Identifier: MIT
#include "ops/execute.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/process_runner.hpp"
#include "buildstd/process/resources.hpp"

namespace buildstd::ops {

namespace {

// Cargo says the same of both: build_config.rs, `BuildConfig::new`; util/context/mod.rs, GLOBAL_JOBSERVER.
std::shared_ptr<process::ParentJobserver> parent_jobserver(const Session& session, Diagnostics& diagnostics) {
  const auto& jobserver = session.process_context.jobserver;
  if (!jobserver) {
    const auto& problem = jobserver.error();
    diagnostics.report({Diagnostic::Severity::warning, problem.message(), {}, problem.helps()});
    return nullptr;
  }
  if (*jobserver && session.selection.jobs) {
    diagnostics.warn(
        "a `-j` argument was passed to buildstd but buildstd is also configured with an external jobserver in its "
        "environment, ignoring the `-j` parameter");
  }
  return *jobserver;
}

}  // namespace

Result<std::vector<invoker::BuildResult>> execute(const Session& session, const planner::JointPlan& plan,
                                                  BuildTimes* times, BuildView& view, Diagnostics& diagnostics) {
  invoker::ProcessRunnerOptions options;
  options.environment = session.settings.environment;
  options.jobs = session.settings.jobs;
  options.parent = parent_jobserver(session, diagnostics);
  options.suspends = !session.selection.no_suspend;
  options.available_memory = process::available_memory;
  options.scratch = plan.directories.front().root;
  options.tick = [&] {
    if (times != nullptr) times->sample();
    view.tick();
  };
  BUILDSTD_CHECK(fs::create_directories(options.scratch));
  BUILDSTD_TRY(auto runner, invoker::ProcessRunner::create(std::move(options)));
  invoker::BuildOptions how{session.settings.environment, session.settings.rustc_wrapper, view.shows_messages(),
                            session.settings.jobs, session.storage.cache.get()};
  if (times != nullptr) times->attach(how);
  auto built = invoker::build(plan, how, runner, view, diagnostics);
  if (times != nullptr) times->save();
  return built;
}

}  // namespace buildstd::ops
