// SPDX-License-Identifier: MIT
//
// Plans and builds a standard library through libbuildstd: `plan_and_build TARGET-DIR [core|alloc|std]`.
// The compiler is the one that Cargo would run here (RUSTC, Cargo's configuration, PATH).

#include <cstdio>
#include <filesystem>
#include <string>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"

namespace {

/// Prints one line a unit; the other events do not matter here.
class PlainView final : public buildstd::ops::BuildView {
 public:
  void started(const buildstd::planner::Unit& unit, const buildstd::Command&) override {
    std::printf("start %s\n", unit.package_name.c_str());
  }
  void finished(const buildstd::planner::Unit&, bool) override {}
  void progress(std::size_t, std::size_t, const std::vector<const buildstd::planner::Unit*>&) override {}
  void waiting(const std::string& what) override { std::printf("waiting for %s\n", what.c_str()); }
  void tick() override {}
};

int report(const buildstd::Error& error) {
  std::fputs(buildstd::render(error, buildstd::Color::never).c_str(), stderr);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  buildstd::ops::Selection selection;
  selection.target_dir = argc > 1 ? argv[1] : "target";
  if (argc > 2) selection.crates = buildstd::parse_std_crates(argv[2]);
  const buildstd::ops::ProcessContext process_context{
      .cwd = std::filesystem::current_path(), .environment = buildstd::Environment::of_process(), .cpus = 2};

  // Cargo's configuration is read, and the compiler asked about itself and its targets.
  buildstd::CollectedDiagnostics diagnostics;
  const auto invocation = buildstd::ops::read_configuration(selection, process_context, diagnostics);
  if (!invocation) return report(invocation.error());
  const auto session = buildstd::ops::open_session(*invocation, diagnostics);
  if (!session) return report(session.error());

  // A plan is a value: look at it, compare it, print it. Nothing has been compiled or written for it.
  const auto plans = buildstd::ops::plan(*session);
  if (!plans) return report(plans.error());
  for (const auto& plan : *plans) std::printf("%s: %zu units\n", plan.target.c_str(), plan.units.size());

  PlainView view;
  const auto sysroots = buildstd::ops::build(*session, view, diagnostics);
  if (!sysroots) return report(sysroots.error());
  for (const auto& sysroot : *sysroots) std::printf("sysroot %s\n", sysroot.path.c_str());
  for (const auto& said : diagnostics.all) std::fputs(buildstd::render(said, buildstd::Color::never).c_str(), stderr);
  return 0;
}
