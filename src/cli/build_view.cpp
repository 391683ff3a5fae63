// SPDX-License-Identifier: MIT
#include "cli/build_view.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd::cli {

using planner::Unit;
using planner::UnitKind;

void ConsoleBuildView::started(const Unit& unit, const Command& wrapped) {
  const bool is_run = unit.kind == UnitKind::run_build_script;
  if (unit.kind == UnitKind::documentation) {
    console_.status("Documenting", unit.full_name());
  } else if (!is_run && announced_.insert(unit.full_name()).second) {
    console_.status("Compiling", unit.full_name());
  }
  console_.verbose_status("Running", fmt::format("`{}`", wrapped.shell_line()));
}

void ConsoleBuildView::finished(const Unit& unit, bool fresh) {
  const bool is_run = unit.kind == UnitKind::run_build_script;
  // A package is when its last unit is: until then, what comes after its build script may be compiled.
  const bool is_last = !is_run && unit.kind != UnitKind::build_script;
  if (fresh && is_last && announced_.insert(unit.full_name()).second)
    console_.verbose_status("Fresh", unit.full_name());
  if (format_ == MessageFormat::json && !is_run) Console::data(artifact_line(unit, fresh));
}

void ConsoleBuildView::compiler_message(const Unit& unit, std::string_view message) {
  if (format_ == MessageFormat::json) {
    if (const auto line = compiler_message_line(unit, message)) Console::data(*line);
  } else if (format_ == MessageFormat::brief) {
    console_.tool_text(brief_message(message));
  }
}

void ConsoleBuildView::script_executed(const Unit& run, const invoker::ScriptOutput& output) {
  if (format_ == MessageFormat::json) Console::data(script_line(run, output));
}

void ConsoleBuildView::not_kept(const Unit& unit, std::string_view reason) {
  console_.verbose_status("Uncached", fmt::format("{}: {}", unit.full_name(), reason));
}

void ConsoleBuildView::discarded(const std::string& reason) { console_.verbose_status("Discarded", reason); }

void ConsoleBuildView::missed(const Unit& unit, std::string_view reason) {
  console_.verbose_status("Dirty", fmt::format("{}: {}", unit.full_name(), reason));
}

void ConsoleBuildView::progress(std::size_t done, std::size_t total, const std::vector<const Unit*>& running) {
  std::vector<std::string> names;
  for (const auto* unit : running) {
    constexpr std::string_view suffixes[] = {"", "(build)", "(build.rs)", "(doc)"};
    names.push_back(unit->package_name + std::string(suffixes[static_cast<std::size_t>(unit->kind)]));
  }
  progress_.done = done;
  progress_.total = total;
  progress_.running = text::join(names, ", ");
  end_.reset();
}

void ConsoleBuildView::time_left(double seconds) {
  end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

void ConsoleBuildView::waiting(const std::string& what) {
  console_.status("Blocking", fmt::format("waiting for file lock on {}", what));
}

void ConsoleBuildView::exchanged(const cache::Uses& uses) {
  const auto units = [](std::uint64_t count) { return fmt::format("{} {}", count, count == 1 ? "unit" : "units"); };
  if (uses.remote.hits > 0)
    console_.status("Fetched", fmt::format("{} ({}) from the remote cache", units(uses.remote.hits),
                                           text::human_bytes(uses.received)));
  if (uses.stored > 0)
    console_.verbose_status(
        "Stored", fmt::format("{} ({}) in the remote cache", units(uses.stored), text::human_bytes(uses.sent)));
}

// Cargo: core/compiler/timings, `save`.
void ConsoleBuildView::timing_report(const std::optional<std::filesystem::path>& page) {
  if (page) {
    console_.status("Timing", fmt::format("report saved to {}", page->string()));
  } else {
    console_.report({Diagnostic::Severity::note, "nothing was compiled, so there is no timing report", {}, {}});
  }
}

// Cargo: util/progress.rs, `Throttle`: what is done at once shows nothing.
void ConsoleBuildView::tick() {
  if (at_ticks_) at_ticks_();
  constexpr std::chrono::milliseconds first_shown_after{500};
  const auto now = Clock::now();
  if (now - start_ < first_shown_after) return;
  progress_.left.reset();
  if (end_ && *end_ > now) progress_.left = std::chrono::ceil<std::chrono::seconds>(*end_ - now);
  console_.progress(progress_);
}

}  // namespace buildstd::cli
