// SPDX-License-Identifier: MIT
#include "cli/console.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "cli/terminal.hpp"

namespace buildstd::cli {

namespace {

constexpr std::string_view green = "\x1b[1m\x1b[92m";
constexpr std::string_view cyan = "\x1b[1m\x1b[36m";
constexpr std::string_view reset = "\x1b[0m";
constexpr std::string_view erase_line = "\r\x1b[K";
constexpr std::string_view erase_rest = "\x1b[K";

// About so long, as Cargo writes times.
std::string time_left(std::chrono::seconds left) {
  const auto seconds = left.count();
  if (seconds >= 60) return fmt::format("{}m {:02}s left", seconds / 60, seconds % 60);
  return fmt::format("{}s left", seconds);
}

std::string status_line(std::string_view word, std::string_view text, Color color, std::string_view style) {
  const auto padded = fmt::format("{:>12}", word);
  if (color == Color::never) return fmt::format("{} {}", padded, text);
  return fmt::format("{}{}{} {}", style, padded, reset, text);
}

}  // namespace

std::string progress_text(const Progress& progress, std::size_t width) {
  constexpr std::size_t head = 13;  // of the word before it
  constexpr std::size_t most_bar = 50;
  constexpr std::size_t least_bar = 5;
  constexpr std::size_t wide_enough_for_time = 60;
  auto counts = fmt::format("] {}/{}", progress.done, progress.total);
  if (progress.left && width >= wide_enough_for_time) counts += ", " + time_left(*progress.left);
  counts += ": ";
  if (width < head + 1 + counts.size() + least_bar) return {};
  const auto bar = std::min(most_bar, std::max(least_bar, (width - head - counts.size()) / 2));
  const auto filled = progress.total == 0 ? 0 : std::min(bar, progress.done * bar / progress.total);
  auto line = fmt::format("[{}{}{}{}", std::string(filled, '='), filled < bar ? ">" : "",
                          std::string(bar - std::min(bar, filled + 1), ' '), counts);
  constexpr std::string_view dots = "...";
  const auto room = width - std::min(width, head + line.size());
  const auto running = text::printable(progress.running);
  if (running.size() <= room) return line + running;
  if (room < dots.size()) return line;
  return line + running.substr(0, room - dots.size()) + std::string(dots);
}

void Console::data(std::string_view text) {
  const auto shown = stdout_is_terminal() ? text::printable(text, true) : std::string();
  if (!shown.empty()) text = shown;
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

Result<void> Console::finish_data() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
  return fail(Error("failed to write to standard output").help("check what it is redirected to, and run again"));
}

void Console::say(std::string_view text) {
  std::string out;
  if (!shown_progress_.empty() || settings_.beside_progress) out += erase_line;
  out += text;
  out += shown_progress_;
  std::fwrite(out.data(), 1, out.size(), stderr);
}

void Console::status(std::string_view word, std::string_view text) {
  if (settings_.verbosity == Verbosity::quiet) return;
  say(status_line(word, text::printable(text), settings_.color, green) + "\n");
}

void Console::verbose_status(std::string_view word, std::string_view text) {
  if (settings_.verbosity == Verbosity::verbose) status(word, text);
}

void Console::error(const Error& error) {
  clear_progress();
  say(render(error, settings_.color));
}

void Console::tool_text(std::string_view text) {
  say(text::printable_tool_text(text, settings_.color == Color::always ? text::Styles::keep : text::Styles::drop));
}

void Console::report(Diagnostic diagnostic) {
  has_reported_ = true;
  const bool is_note = diagnostic.severity == Diagnostic::Severity::note;
  if (is_note && settings_.verbosity == Verbosity::quiet) return;
  say(render(diagnostic, settings_.color));
}

// Cargo's layout (util/progress.rs), one column less than the terminal has, so that nothing ever wraps. Drawn over what
// was there, in one write, so that nothing flickers.
void Console::progress(const Progress& progress) {
  if (!settings_.progress) return;
  const auto columns = terminal_width();
  const std::size_t width = settings_.width.value_or(columns > 0 ? columns - 1 : 0);
  auto line = progress_text(progress, width);
  if (line.empty()) return clear_progress();
  auto shown = status_line("Building", line, settings_.color, cyan);
  if (shown == shown_progress_) return;
  shown_progress_ = std::move(shown);
  const auto out = fmt::format("\r{}{}", shown_progress_, erase_rest);
  std::fwrite(out.data(), 1, out.size(), stderr);
}

void Console::clear_progress() {
  if (shown_progress_.empty()) return;
  shown_progress_.clear();
  std::fwrite(erase_line.data(), 1, erase_line.size(), stderr);
}

Console::Settings console_settings(const ops::TerminalSettings& wanted, const Environment& environment) {
  const bool terminal = stderr_is_terminal() && environment.get("TERM") != "dumb";
  const bool no_color = environment.get_nonempty("NO_COLOR").has_value();
  Console::Settings settings;
  const auto color = wanted.color.value_or("auto");
  settings.color = color == "always" || (color == "auto" && terminal && !no_color) ? Color::always : Color::never;
  settings.verbosity = wanted.verbosity;
  const auto when = wanted.progress.value_or("auto");
  const bool on_ci = environment.get("CI").has_value();  // Cargo: util/progress.rs
  const bool shows_progress = when == "always" || (when == "auto" && terminal && !on_ci);
  settings.progress = shows_progress && settings.verbosity != Verbosity::quiet;
  settings.width = wanted.progress_width;
  return settings;
}

}  // namespace buildstd::cli
