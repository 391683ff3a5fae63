// SPDX-License-Identifier: MIT
#include "buildstd/ops/build.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/ops/cache.hpp"
#include "ops/build_times.hpp"
#include "ops/execute.hpp"
#include "ops/install.hpp"
#include "ops/link_inputs.hpp"

namespace buildstd::ops {

namespace {

/// One plan's way to its sysroot: found made, or built among others.
class SysrootBuild {
 public:
  SysrootBuild(const Session& session, const planner::Plan& plan, LinkInputs inputs)
      : session_(session), plan_(plan), inputs_(std::move(inputs)) {}

  [[nodiscard]] const planner::Plan& plan() const { return plan_; }
  [[nodiscard]] const std::optional<Sysroot>& made() const { return made_; }

  void look() {
    auto found = find_installed(session_.storage, session_.settings.environment, plan_, inputs_);
    damage_ = std::move(found.damage);
    if (found.sysroot)
      made_ =
          Sysroot{plan_.target, *std::move(found.sysroot), list_of_inputs(session_.storage, plan_, inputs_), false, 0};
  }
  /// Whether others who build the same here wait.
  [[nodiscard]] bool keeps_others_out() const { return lock_ && lock_->is_held(); }
  /// What of an earlier sysroot is not as it was; it is made again.
  [[nodiscard]] const std::optional<std::string>& damage() const { return damage_; }

  Result<void> lock(BuildView& view) {
    const auto locks = session_.storage.locks();
    BUILDSTD_CHECK(fs::create_directories(locks));
    BUILDSTD_TRY(auto lock, fs::FileLock::acquire(locks / plan_.key, [&] {
                   view.waiting(fmt::format("the build of std for {}", plan_.target));
                 }));
    lock_.emplace(std::move(lock));
    look();  // it may have been made while we waited
    return {};
  }

  // Others who want the same in other workspaces wait, and then find it in the cache.
  void lock_cache(BuildView& view) {
    if (!session_.storage.cache) return;
    cache_lock_.emplace(session_.storage.cache->lock(plan_.key, [&] {
      view.waiting(fmt::format("the same build of std for {} in another directory", plan_.target));
    }));
  }

  /// What cannot be is told at the end.
  void install_metadata(const ObservedInputs& observed, const UseMetadata& use) {
    const auto path = ops::install_metadata(session_, plan_, inputs_, observed);
    if (!path) return;
    metadata_ = *path;
    use(Sysroot{plan_.target, *path, {}, false, 0});
  }

  Result<void> install(const invoker::BuildResult& result) {
    BUILDSTD_TRY(auto path, ops::install(session_, plan_, inputs_, result, metadata_));
    BUILDSTD_CHECK(write_list_of_inputs(session_.storage, plan_, inputs_, result));
    made_ = Sysroot{plan_.target, std::move(path), list_of_inputs(session_.storage, plan_, inputs_), false,
                    result.compiled};
    return {};
  }

  const Session& session_;
  const planner::Plan& plan_;
  LinkInputs inputs_;
  std::optional<fs::FileLock> lock_;
  std::optional<fs::FileLock> cache_lock_;
  std::optional<Sysroot> made_;
  std::optional<std::filesystem::path> metadata_;  ///< the sysroot's folder, where it has metadata only
  std::optional<std::string> damage_;
};

/// Makes what is not made yet of several sysroots, with one scheduler.
class JointBuild {
 public:
  JointBuild(const Session& session, std::vector<SysrootBuild>& all, BuildView& view, Diagnostics& diagnostics,
             const UseMetadata& use_metadata)
      : session_(session), all_(all), view_(view), diagnostics_(diagnostics), use_metadata_(use_metadata) {}

  Result<void> run() {
    BUILDSTD_CHECK(
        session_.storage.state_directory->prepare([&] { view_.waiting("this directory, which is being cleaned"); }));
    if (const auto reason = session_.storage.state_directory->take_discarded()) view_.discarded(*reason);
    for (auto& build : all_) {
      build.look();
      if (!build.made()) missing_.push_back(&build);
    }
    // In one order for everybody, so that no two processes wait for each other: the cache's after the workspace's.
    std::ranges::sort(missing_, {}, [](const auto* build) { return build->plan().key; });
    for (auto* build : missing_) BUILDSTD_CHECK(build->lock(view_));
    if (!std::ranges::all_of(missing_, &SysrootBuild::keeps_others_out))
      diagnostics_.warn(
          fmt::format("the file system of `{}` has no locks: builds here at the same time disturb each other",
                      session_.storage.state.string()));
    std::erase_if(missing_, [](const auto* build) { return build->made().has_value(); });
    for (auto* build : missing_) {
      if (build->damage())
        diagnostics_.warn(fmt::format("{}: the standard library is put together again", *build->damage()));
      build->lock_cache(view_);
    }
    if (!missing_.empty()) {
      report_trouble(session_, diagnostics_);
      auto compiled = compile();
      report_trouble(session_, diagnostics_);
      return compiled;
    }
    if (session_.selection.timings) view_.timing_report(std::nullopt);
    return {};
  }

 private:
  Result<void> compile() {
    std::vector<const planner::Plan*> plans;
    for (const auto* build : missing_) plans.push_back(&build->plan());
    const auto plan = planner::join(plans);
    BuildTimes times(session_, plan, session_.storage.answer("unit-times.json"));
    const auto install = [&](const std::vector<invoker::BuildResult>& results) -> Result<void> {
      for (std::size_t i = 0; i < missing_.size(); ++i) BUILDSTD_CHECK(missing_[i]->install(results[i]));
      return {};
    };
    MetadataMade metadata_made;
    // Of a build that makes no code, that is all.
    if (use_metadata_ && !session_.selection.metadata_only)
      metadata_made = [&](std::size_t one, const ObservedInputs& observed) {
        missing_[one]->install_metadata(observed, use_metadata_);
      };
    BUILDSTD_CHECK(execute(session_, plan, &times, view_, diagnostics_, {metadata_made, install}));
    for (const auto* one : plans) BUILDSTD_CHECK(fs::remove_all(one->directories.root));
    if (session_.storage.cache) session_.storage.cache->collect_now_and_then({}, session_.process_context.now_ns);
    return session_.selection.timings ? report(times) : Result<void>();
  }

  Result<void> report(const BuildTimes& times) {
    BUILDSTD_TRY(const auto page, times.report());
    view_.timing_report(page);
    return {};
  }

  const Session& session_;
  std::vector<SysrootBuild>& all_;
  BuildView& view_;
  Diagnostics& diagnostics_;
  const UseMetadata& use_metadata_;
  std::vector<SysrootBuild*> missing_;
};

void note_never(const TargetChoice& choice, Diagnostics& diagnostics) {
  Diagnostic note{Diagnostic::Severity::note,
                  fmt::format("the standard library is not built for `{}`: `build-std.when` is \"never\" in {}",
                              choice.target.name, choice.never->describe()),
                  choice.never->place,
                  {"add `--force` to build it all the same"}};
  diagnostics.report(std::move(note));
}

// Cargo's older key: with a compiler that allows it, Cargo builds std a second time.
void warn_of_unstable_key(const Session& session, Diagnostics& diagnostics) {
  const auto found = config::unstable_build_std(session.settings.config);
  if (!found) return;
  const auto has = [&](std::string_view name) { return std::ranges::find(found->value, name) != found->value.end(); };
  const auto* const crates = has("std") ? "std" : has("alloc") ? "alloc" : "core";
  diagnostics.report(
      {Diagnostic::Severity::warning,
       fmt::format("`unstable.build-std` in {} has Cargo build the standard library as well", found->origin.describe()),
       found->origin.place,
       {fmt::format("put `build-std.when = \"always\"` and `build-std.crates = \"{}\"` into `[build]` in "
                    "its place (RFC 3874)",
                    crates)}});
}

/// What `builds` refer to.
struct PlannedBuilds {
  std::vector<planner::Plan> plans;
  std::vector<SysrootBuild> builds;
};

Result<PlannedBuilds> plan_builds(const Session& session, Diagnostics& diagnostics) {
  PlannedBuilds planned;
  warn_of_unstable_key(session, diagnostics);
  BUILDSTD_TRY(planned.plans, plan(session));
  planned.builds.reserve(planned.plans.size());
  BUILDSTD_TRY(const auto folders, link_folders(session.selection, session.process_context.cwd));
  for (const auto& choice : session.targets.all) {
    if (choice.never) {
      note_never(choice, diagnostics);
      continue;
    }
    auto inputs = find_link_inputs(session.compiler.toolchain, choice, folders);
    BUILDSTD_CHECK(check_choice(choice, {session.compiler.probe.chosen_by_rustup(), session.selection.metadata_only},
                                inputs, diagnostics));
    planned.builds.emplace_back(session, planned.plans[planned.builds.size()], std::move(inputs));
  }
  return planned;
}

// In the session's order. All are made.
std::vector<Sysroot> sysroots_of(const Session& session, const std::vector<SysrootBuild>& builds) {
  std::vector<Sysroot> sysroots;
  auto next = builds.begin();
  for (const auto& choice : session.targets.all) {
    if (choice.never) {
      sysroots.push_back({choice.target.name, session.compiler.toolchain.sysroot, {}, true, 0});
    } else {
      sysroots.push_back(*(next++)->made());
    }
  }
  return sysroots;
}

}  // namespace

Result<MadeAlready> find_made(const Session& session, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto planned, plan_builds(session, diagnostics));
  BUILDSTD_CHECK(session.storage.state_directory->prepare([] {}));
  Fingerprint key;
  for (auto& build : planned.builds) {
    build.look();
    key.field("plan", build.plan().key);
  }
  MadeAlready found{key.short_hex(), std::nullopt};
  const bool are_made = std::ranges::all_of(planned.builds, [](const auto& build) { return build.made().has_value(); });
  if (are_made) found.all = sysroots_of(session, planned.builds);
  return found;
}

Result<std::vector<planner::Plan>> check_build(const Session& session, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto planned, plan_builds(session, diagnostics));
  return std::move(planned.plans);
}

Result<std::vector<Sysroot>> build(const Session& session, BuildView& view, Diagnostics& diagnostics,
                                   const UseMetadata& use_metadata) {
  BUILDSTD_TRY(auto planned, plan_builds(session, diagnostics));
  BUILDSTD_CHECK(JointBuild(session, planned.builds, view, diagnostics, use_metadata).run());
  return sysroots_of(session, planned.builds);
}

}  // namespace buildstd::ops
