// SPDX-License-Identifier: MIT
#include "cli/build_session.hpp"

#include <fmt/format.h>

#include <set>

#include "buildstd/base/text.hpp"

namespace buildstd::cli {

namespace {

using planner::Unit;
using planner::UnitKind;
using Clock = std::chrono::steady_clock;

/// Shows a build as Cargo does.
class ConsoleBuildView final : public ops::BuildView {
 public:
  ConsoleBuildView(Console& console, MessageFormat format) : console_(console), format_(format) {}

  void started(const Unit& unit, const Command& wrapped) override {
    const bool is_run = unit.kind == UnitKind::run_build_script;
    if (unit.kind == UnitKind::documentation) {
      console_.status("Documenting", unit.full_name());
    } else if (!is_run && announced_.insert(unit.full_name()).second) {
      console_.status("Compiling", unit.full_name());
    }
    console_.verbose_status("Running", fmt::format("`{}`", wrapped.shell_line()));
  }

  void finished(const Unit& unit, bool fresh) override {
    if (fresh && announced_.insert(unit.full_name()).second) console_.verbose_status("Fresh", unit.full_name());
    const bool is_run = unit.kind == UnitKind::run_build_script;
    if (format_ == MessageFormat::json && !is_run) Console::data(artifact_line(unit, fresh));
  }

  [[nodiscard]] bool shows_messages() const override { return format_ != MessageFormat::human; }

  void compiler_message(const Unit& unit, std::string_view message) override {
    if (format_ == MessageFormat::json) {
      if (const auto line = compiler_message_line(unit, message)) Console::data(*line);
    } else if (format_ == MessageFormat::brief) {
      console_.tool_text(brief_message(message));
    }
  }

  void script_executed(const Unit& run, const invoker::ScriptOutput& output) override {
    if (format_ == MessageFormat::json) Console::data(script_line(run, output));
  }

  void not_kept(const Unit& unit, std::string_view reason) override {
    console_.verbose_status("Uncached", fmt::format("{}: {}", unit.full_name(), reason));
  }

  void discarded(const std::string& reason) override { console_.verbose_status("Discarded", reason); }

  void missed(const Unit& unit, std::string_view reason) override {
    console_.verbose_status("Dirty", fmt::format("{}: {}", unit.full_name(), reason));
  }

  void progress(std::size_t done, std::size_t total, const std::vector<const Unit*>& running) override {
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

  void time_left(double seconds) override {
    end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }

  void waiting(const std::string& what) override {
    console_.status("Blocking", fmt::format("waiting for file lock on {}", what));
  }

  // Cargo: core/compiler/timings, `save`.
  void timing_report(const std::optional<std::filesystem::path>& page) override {
    if (page) {
      console_.status("Timing", fmt::format("report saved to {}", page->string()));
    } else {
      console_.report({Diagnostic::Severity::note, "nothing was compiled, so there is no timing report", {}, {}});
    }
  }

  // Cargo: util/progress.rs, `Throttle`: what is done at once shows nothing.
  void tick() override {
    constexpr std::chrono::milliseconds first_shown_after{500};
    const auto now = Clock::now();
    if (now - start_ < first_shown_after) return;
    progress_.left.reset();
    if (end_ && *end_ > now) progress_.left = std::chrono::ceil<std::chrono::seconds>(*end_ - now);
    console_.progress(progress_);
  }

 private:
  Console& console_;
  MessageFormat format_;
  std::set<std::string> announced_;
  Progress progress_;
  Clock::time_point start_ = Clock::now();
  std::optional<Clock::time_point> end_;  // by estimate
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

Result<BuiltSession> build_and_say(Context& context, MessageFormat format) {
  const auto start = std::chrono::steady_clock::now();
  auto& console = context.console;
  BUILDSTD_TRY(auto session, ops::open_session(context.selection, context.surroundings, console));
  ConsoleBuildView view(console, format);
  auto sysroots = ops::build(session, view, console);
  console.clear_progress();
  if (!sysroots) return std::unexpected(std::move(sysroots).error());
  say_finished(console, *sysroots, start);
  return BuiltSession{std::move(session), *std::move(sysroots)};
}

Result<std::vector<ops::Documentation>> document_and_say(Context& context, MessageFormat format) {
  const auto start = std::chrono::steady_clock::now();
  auto& console = context.console;
  context.selection.metadata_only = true;
  BUILDSTD_TRY(const auto session, ops::open_session(context.selection, context.surroundings, console));
  ConsoleBuildView view(console, format);
  auto made = ops::document(session, view, console);
  console.clear_progress();
  if (!made) return made;
  console.status("Finished", fmt::format("documentation of the standard library in {}",
                                         duration(std::chrono::steady_clock::now() - start)));
  for (const auto& one : *made) console.status("Generated", one.index.string());
  return made;
}

}  // namespace

void print_paths(const std::vector<ops::Sysroot>& sysroots) {
  for (const auto& sysroot : sysroots) Console::data(sysroot.path.string() + "\n");
}

void say_finished(Console& console, const std::vector<ops::Sysroot>& sysroots,
                  std::chrono::steady_clock::time_point start) {
  if (const auto targets = targets_of(sysroots); !targets.empty())
    console.status("Finished", fmt::format("standard library for {} in {}", targets,
                                           duration(std::chrono::steady_clock::now() - start)));
}

void add_message_option(CLI::App& command, const std::shared_ptr<std::string>& word) {
  command
      .add_option_function<std::string>(
          "--message-format", [word](const std::string& given) { *word = given; },
          "How the build's messages come: human, short, or json (objects on standard output, docs/messages.md)")
      ->check(CLI::IsMember({"human", "short", "json"}))
      ->type_name("FORMAT");
}

void add_timings_option(CLI::App& command, ops::Selection& selection) {
  command.add_flag("--timings", selection.timings,
                   "Write a report of where the time goes to `<target-dir>/buildstd/timings`, as a page and as JSON");
}

MessageFormat message_format(std::string_view word) {
  return word == "json" ? MessageFormat::json : word == "short" ? MessageFormat::brief : MessageFormat::human;
}

Result<BuiltSession> build_session(Context& context, MessageFormat format) {
  const bool as_json = format == MessageFormat::json;
  if (as_json) Console::data(build_started_line(BUILDSTD_VERSION));
  auto built = build_and_say(context, format);
  if (!as_json) return built;
  if (built) {
    for (const auto& sysroot : built->sysroots) Console::data(sysroot_line(sysroot));
  }
  Console::data(build_finished_line(built.has_value()));
  return built;
}

Result<std::vector<ops::Documentation>> document_session(Context& context, MessageFormat format) {
  const bool as_json = format == MessageFormat::json;
  if (as_json) Console::data(build_started_line(BUILDSTD_VERSION));
  auto made = document_and_say(context, format);
  if (as_json) Console::data(build_finished_line(made.has_value()));
  return made;
}

}  // namespace buildstd::cli
