// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

#include <fmt/format.h>

#include <set>

#include "buildstd/base/text.hpp"

namespace buildstd::cli {

namespace {

using planner::Unit;
using planner::UnitKind;

std::string package_of(const Unit& unit) { return fmt::format("{} v{}", unit.package_name, unit.package_version); }

/// Shows a build as Cargo does.
class ConsoleBuildView final : public ops::BuildView {
 public:
  explicit ConsoleBuildView(Console& console) : console_(console) {}

  void started(const Unit& unit, const Command& wrapped) override {
    const bool is_run = unit.kind == UnitKind::run_build_script;
    if (!is_run && announced_.insert(package_of(unit)).second) console_.status("Compiling", package_of(unit));
    console_.verbose_status("Running", fmt::format("`{}`", wrapped.shell_line()));
  }

  void finished(const Unit& unit, bool fresh) override {
    if (fresh && announced_.insert(package_of(unit)).second) console_.verbose_status("Fresh", package_of(unit));
  }

  void progress(std::size_t done, std::size_t total, const std::vector<const Unit*>& running) override {
    std::vector<std::string> names;
    for (const auto* unit : running) {
      constexpr std::string_view suffixes[] = {"", "(build)", "(build.rs)"};
      names.push_back(unit->package_name + std::string(suffixes[static_cast<std::size_t>(unit->kind)]));
    }
    done_ = done;
    total_ = total;
    running_ = text::join(names, ", ");
    tick();
  }

  void waiting(const std::string& what) override {
    console_.status("Blocking", fmt::format("waiting for file lock on {}", what));
  }

  void tick() override { console_.progress(done_, total_, running_); }

 private:
  Console& console_;
  std::set<std::string> announced_;
  std::size_t done_ = 0;
  std::size_t total_ = 0;
  std::string running_;
};

std::string duration(std::chrono::steady_clock::duration elapsed) {  // Cargo: util/mod.rs, `elapsed`
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(elapsed).count();
  const auto seconds = milliseconds / 1000;
  if (seconds >= 60) return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
  return fmt::format("{}.{:02}s", seconds, milliseconds % 1000 / 10);
}

std::string targets_of(const std::vector<ops::Sysroot>& sysroots) {
  std::vector<std::string> names;
  for (const auto& sysroot : sysroots) {
    if (!sysroot.is_prebuilt) names.push_back(sysroot.target);
  }
  return text::join(names, ", ");
}

}  // namespace

Result<BuiltSession> build_session(Context& context) {
  const auto start = std::chrono::steady_clock::now();
  auto& console = context.console;
  BUILDSTD_TRY(auto session, ops::open_session(context.selection, context.surroundings, console));
  ConsoleBuildView view(console);
  auto sysroots = ops::build(session, view, console);
  console.clear_progress();
  if (!sysroots) return std::unexpected(std::move(sysroots).error());
  if (const auto targets = targets_of(*sysroots); !targets.empty()) {
    console.status("Finished", fmt::format("standard library for {} in {}", targets,
                                           duration(std::chrono::steady_clock::now() - start)));
  }
  return BuiltSession{std::move(session), *std::move(sysroots)};
}

}  // namespace buildstd::cli
