// SPDX-License-Identifier: MIT
#include "ops/execute.hpp"

#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/process_runner.hpp"
#include "buildstd/ops/cache.hpp"
#include "buildstd/ops/remote_cache.hpp"
#include "buildstd/process/event_loop.hpp"
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

// Uploads that go on when all is built: a whole std on a slow line.
constexpr std::chrono::seconds most_for_uploads{30};

/// Where finished units are kept beyond the build: in the user's cache, and the remote behind it.
class UnitStores {
 public:
  explicit UnitStores(const Session& session) : cache_(session.storage.cache.get()) {
    if (cache_ == nullptr) return;
    if (!session.storage.remote.url.empty())
      remote_.emplace(session.storage.remote, transfer_program(session.process_context), *cache_);
    store_.emplace(*cache_, remote());
  }

  [[nodiscard]] cache::Remote* remote() { return remote_ ? &*remote_ : nullptr; }
  [[nodiscard]] invoker::UnitStore* store() { return store_ ? &*store_ : nullptr; }

  Result<void> finish(invoker::ProcessRunner& runner) {
    if (!remote_) return {};
    remote_->finish(runner.loop(), most_for_uploads, [&] { return runner.interrupted() != 0; });
    if (const int signal = runner.interrupted()) return fail(process::interruption(signal));
    return {};
  }

  /// What went wrong, as soon as it has: at the end, Cargo may not listen to the front any more.
  void warn(Diagnostics& diagnostics) {
    if (!remote_) return;
    if (const auto trouble = remote_->take_trouble()) warn_of(*trouble, diagnostics);
  }

  void count(BuildView& view) {
    if (!store_) return;
    cache_->count(store_->uses());
    if (remote_) view.exchanged(remote_->uses());
  }

 private:
  cache::Cache* cache_;
  std::optional<cache::Remote> remote_;
  std::optional<cache::SharedStore> store_;
};

}  // namespace

Result<std::vector<invoker::BuildResult>> execute(const Session& session, const planner::JointPlan& plan,
                                                  BuildTimes* times, BuildView& view, Diagnostics& diagnostics,
                                                  const Uses& uses) {
  invoker::ProcessRunnerOptions options;
  options.environment = session.settings.environment;
  options.jobs = session.settings.jobs;
  options.parent = parent_jobserver(session, diagnostics);
  options.suspends = !session.selection.no_suspend;
  options.available_memory = process::available_memory;
  options.scratch = plan.directories.front().root;
  UnitStores stores(session);
  options.tick = [&] {
    if (times != nullptr) times->sample();
    stores.warn(diagnostics);
    view.tick();
  };
  BUILDSTD_CHECK(fs::create_directories(options.scratch));
  options.distant = stores.remote();
  BUILDSTD_TRY(auto runner, invoker::ProcessRunner::create(std::move(options)));
  invoker::BuildOptions how{session.settings.environment,
                            session.settings.rustc_wrapper,
                            view.shows_messages(),
                            session.settings.jobs,
                            stores.store(),
                            session.compiler.toolchain.loader};
  how.metadata_made = uses.metadata;
  if (times != nullptr) times->attach(how);
  auto built = invoker::build(plan, how, runner, view, diagnostics);
  if (times != nullptr) times->save();
  Result<void> finished;
  stores.warn(diagnostics);
  if (built && uses.results) finished = uses.results(*built);
  if (built && finished) finished = stores.finish(runner);
  stores.warn(diagnostics);
  stores.count(view);
  if (!finished) return fail(std::move(finished.error()));
  return built;
}

}  // namespace buildstd::ops
