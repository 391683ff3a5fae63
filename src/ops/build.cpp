// SPDX-License-Identifier: MIT
#include "buildstd/ops/build.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/process_runner.hpp"
#include "ops/install.hpp"

namespace buildstd::ops {

namespace {

/// Makes one plan's sysroot.
class SysrootBuild {
 public:
  SysrootBuild(const Session& session, const planner::Plan& plan, BuildView& view, Diagnostics& diagnostics)
      : session_(session), plan_(plan), view_(view), diagnostics_(diagnostics) {}

  Result<Sysroot> run() {
    if (auto known = find_made()) return *std::move(known);
    const auto locks = session_.state / "locks";
    BUILDSTD_CHECK(fs::create_directories(locks));
    BUILDSTD_TRY(const auto lock, fs::FileLock::acquire(locks / plan_.key, [&] {
                   view_.waiting(fmt::format("the build of std for {}", plan_.target));
                 }));
    if (auto known = find_made()) return *std::move(known);  // made while we waited
    view_.begin(plan_.target);
    BUILDSTD_TRY(const auto result, compile());
    BUILDSTD_TRY(auto path, install(session_, plan_, result.observed));
    BUILDSTD_CHECK(fs::remove_all(plan_.directories.root));
    return Sysroot{plan_.target, std::move(path), false, result.compiled};
  }

 private:
  [[nodiscard]] std::optional<Sysroot> find_made() const {
    auto path = find_installed(session_, plan_);
    if (!path) return std::nullopt;
    return Sysroot{plan_.target, *std::move(path), false, 0};
  }

  Result<invoker::BuildResult> compile() {
    BUILDSTD_CHECK(fs::create_directories(plan_.directories.root));
    invoker::ProcessRunnerOptions options;
    options.environment = session_.environment;
    options.jobs = session_.jobs;
    options.scratch = plan_.directories.root;
    options.tick = [this] { view_.tick(); };
    BUILDSTD_TRY(auto runner, invoker::ProcessRunner::create(std::move(options)));
    return invoker::build(plan_, {session_.environment, session_.rustc_wrapper, view_.shows_messages()}, runner, view_,
                          diagnostics_);
  }

  const Session& session_;
  const planner::Plan& plan_;
  BuildView& view_;
  Diagnostics& diagnostics_;
};

void note_never(const TargetChoice& choice, Diagnostics& diagnostics) {
  Diagnostic note{Diagnostic::Severity::note,
                  fmt::format("the standard library is not built for `{}`: `build-std.when` is \"never\" in {}",
                              choice.target.name, choice.never->describe()),
                  choice.never->place,
                  {"add `--force` to build it all the same"}};
  diagnostics.report(std::move(note));
}

}  // namespace

Result<std::vector<Sysroot>> build(const Session& session, BuildView& view, Diagnostics& diagnostics) {
  std::vector<Sysroot> sysroots;
  BUILDSTD_TRY(const auto plans, plan(session));
  auto next = plans.begin();
  for (const auto& choice : session.targets) {
    if (choice.never) {
      note_never(choice, diagnostics);
      sysroots.push_back({choice.target.name, session.toolchain.sysroot, true, 0});
      continue;
    }
    BUILDSTD_TRY(auto made, SysrootBuild(session, *next++, view, diagnostics).run());
    sysroots.push_back(std::move(made));
  }
  return sysroots;
}

}  // namespace buildstd::ops
