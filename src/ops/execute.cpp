// SPDX-License-Identifier: MIT
#include "ops/execute.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/process_runner.hpp"

namespace buildstd::ops {

namespace {

// Cargo says the same of both: build_config.rs, `BuildConfig::new`; util/context/mod.rs, GLOBAL_JOBSERVER.
std::shared_ptr<process::ParentJobserver> parent_jobserver(const Session& session, Diagnostics& diagnostics) {
  const auto& jobserver = session.surroundings.jobserver;
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

Result<std::vector<invoker::BuildResult>> execute(const Session& session,
                                                  const std::vector<const planner::Plan*>& plans, BuildView& view,
                                                  Diagnostics& diagnostics) {
  invoker::ProcessRunnerOptions options;
  options.environment = session.environment;
  options.jobs = session.jobs;
  options.parent = parent_jobserver(session, diagnostics);
  options.scratch = plans.front()->directories.root;
  options.tick = [&view] { view.tick(); };
  BUILDSTD_CHECK(fs::create_directories(options.scratch));
  BUILDSTD_TRY(auto runner, invoker::ProcessRunner::create(std::move(options)));
  return invoker::build(
      planner::join(plans),
      {session.environment, session.rustc_wrapper, view.shows_messages(), session.jobs, session.cache.get()}, runner,
      view, diagnostics);
}

}  // namespace buildstd::ops
