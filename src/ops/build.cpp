// SPDX-License-Identifier: MIT
#include "buildstd/ops/build.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/invoker/process_runner.hpp"
#include "buildstd/sysroot/sysroot.hpp"
#include "ops/record.hpp"

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
    BUILDSTD_TRY(const auto result, compile());
    const BuildRecord record{sysroot_name(result.observed), result.observed};
    BUILDSTD_CHECK(fs::create_directories(sysroots()));
    BUILDSTD_CHECK(sysroot::install({plan_, session_.toolchain.sysroot, sysroots() / record.sysroot, description()}));
    BUILDSTD_CHECK(write_record(record_file(), record));
    BUILDSTD_CHECK(fs::remove_all(plan_.directories.root));
    return Sysroot{plan_.target, sysroots() / record.sysroot, false, result.compiled};
  }

 private:
  [[nodiscard]] std::filesystem::path sysroots() const { return session_.state / "sysroots"; }
  [[nodiscard]] std::filesystem::path record_file() const { return session_.state / "records" / (plan_.key + ".json"); }

  [[nodiscard]] std::optional<Sysroot> find_made() const {
    const auto record = read_record(record_file());
    if (!record || !record->observed.unchanged(session_.environment)) return std::nullopt;
    const auto path = sysroots() / record->sysroot;
    if (!sysroot::is_installed(path)) return std::nullopt;
    return Sysroot{plan_.target, path, false, 0};
  }

  Result<invoker::BuildResult> compile() {
    BUILDSTD_CHECK(fs::create_directories(plan_.directories.root));
    invoker::ProcessRunnerOptions options;
    options.environment = session_.environment;
    options.jobs = session_.jobs;
    options.scratch = plan_.directories.root;
    options.tick = [this] { view_.tick(); };
    BUILDSTD_TRY(auto runner, invoker::ProcessRunner::create(std::move(options)));
    return invoker::build(plan_, {session_.environment, session_.rustc_wrapper}, runner, view_, diagnostics_);
  }

  // A path that changes when the content does: Cargo notices by it (SPEC S4).
  [[nodiscard]] std::string sysroot_name(const invoker::ObservedInputs& observed) const {
    Fingerprint hash;
    hash.field("plan", plan_.key);
    for (const auto& [name, value] : observed.environment) hash.field(name, value ? "=" + *value : "unset");
    for (const auto& [path, stamp] : observed.files) hash.field(path, stamp);
    return fmt::format("{}-{}", plan_.target, hash.short_hex());
  }

  [[nodiscard]] std::string description() const {
    nlohmann::json crates = nlohmann::json::array();
    for (const auto& unit : plan_.units) {
      if (unit.kind != planner::UnitKind::library || unit.platform != planner::Platform::target) continue;
      crates.push_back({{"name", unit.crate_name},
                        {"package", unit.package_name},
                        {"version", unit.package_version},
                        {"features", unit.features},
                        {"file", fmt::format("lib{}-{}", unit.crate_name, unit.extra_filename)}});
    }
    const nlohmann::json json = {{"format", 1},
                                 {"target", plan_.target},
                                 {"compiler", session_.toolchain.version.verbose},
                                 {"profile", plan_.profile},
                                 {"plan", plan_.key},
                                 {"crates", crates}};
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
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
