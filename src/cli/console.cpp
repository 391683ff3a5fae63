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

std::string status_line(std::string_view word, std::string_view text, Color color, std::string_view style) {
  const auto padded = fmt::format("{:>12}", word);
  if (color == Color::never) return fmt::format("{} {}", padded, text);
  return fmt::format("{}{}{} {}", style, padded, reset, text);
}

}  // namespace

void Console::data(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

Result<void> Console::finish_data() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
  return fail(Error("failed to write to standard output").help("check what it is redirected to, and run again"));
}

void Console::say(std::string_view text) {
  std::string out;
  if (!shown_progress_.empty()) out += erase_line;
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

// Cargo's layout (util/progress.rs). Cut to the terminal, so that it never wraps.
void Console::progress(std::size_t done, std::size_t total, std::string_view running) {
  if (!settings_.progress) return;
  const std::size_t width = settings_.width.value_or(terminal_width());
  constexpr std::size_t head = 15;
  constexpr std::size_t most_bar = 50;
  const auto counts = fmt::format("] {}/{}: ", done, total);
  if (width < head + counts.size() + 10) return clear_progress();
  const auto bar = std::min(most_bar, (width - head - counts.size()) / 2);
  const auto filled = total == 0 ? 0 : done * bar / total;
  auto line = fmt::format("[{}{}{}{}", std::string(filled, '='), filled < bar ? ">" : "",
                          std::string(bar - std::min(bar, filled + 1), ' '), counts);
  const auto room = width - std::min(width, head + line.size());
  line += running.size() <= room ? std::string(running)
                                 : std::string(running.substr(0, room - std::min<std::size_t>(room, 3))) + "...";
  auto shown = status_line("Building", line, settings_.color, cyan);
  if (shown == shown_progress_) return;
  shown_progress_ = std::move(shown);
  const auto out = std::string(erase_line) + shown_progress_;
  std::fwrite(out.data(), 1, out.size(), stderr);
}

void Console::clear_progress() {
  if (shown_progress_.empty()) return;
  shown_progress_.clear();
  std::fwrite(erase_line.data(), 1, erase_line.size(), stderr);
}

Console::Settings console_settings(const ops::TerminalWishes& wishes, const Environment& environment) {
  const bool terminal = stderr_is_terminal() && environment.get("TERM") != "dumb";
  const bool no_color = environment.get_nonempty("NO_COLOR").has_value();
  Console::Settings settings;
  const auto color = wishes.color.value_or("auto");
  settings.color = color == "always" || (color == "auto" && terminal && !no_color) ? Color::always : Color::never;
  settings.verbosity = wishes.verbosity;
  const auto when = wishes.progress.value_or("auto");
  const bool on_ci = environment.get("CI").has_value();  // Cargo: util/progress.rs
  const bool wanted = when == "always" || (when == "auto" && terminal && !on_ci);
  settings.progress = wanted && settings.verbosity != Verbosity::quiet;
  settings.width = wishes.progress_width;
  return settings;
}

}  // namespace buildstd::cli
