// SPDX-License-Identifier: MIT
#include "buildstd/base/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

struct Palette {
  std::string_view error, warning, note, help, frame, bold, reset;
};

// The colours of rustc's and Cargo's human output (anstyle's bright variants, bold).
constexpr Palette colored{"\x1b[1m\x1b[91m", "\x1b[1m\x1b[33m", "\x1b[1m\x1b[92m", "\x1b[1m\x1b[96m",
                          "\x1b[1m\x1b[94m", "\x1b[1m",         "\x1b[0m"};
constexpr Palette plain{};

const Palette& palette_for(Color color) { return color == Color::always ? colored : plain; }

std::string indented(std::string_view text, std::string_view indent) {
  std::string result;
  const auto shown = text::printable(text, true);
  for (auto line : text::lines(shown)) result += fmt::format("{}{}\n", indent, line);
  return result;
}

void append_headline(std::string& out, const Palette& p, std::string_view color, std::string_view label,
                     std::string_view message) {
  out += fmt::format("{}{}{}{}:{} {}\n", color, label, p.reset, p.bold, p.reset, text::printable(message, true));
}

void append_place(std::string& out, const Palette& p, const Place& place) {
  const auto number = place.line == 0 ? std::string() : std::to_string(place.line);
  const std::string margin(number.size(), ' ');
  auto where = text::printable(place.file.string());
  if (place.line != 0) where += ":" + number;
  if (place.line != 0 && place.column != 0) where += fmt::format(":{}", place.column);
  out += fmt::format("{}{}-->{} {}\n", margin, p.frame, p.reset, where);
  if (place.line == 0 || place.source_line.empty()) return;

  // A line may be very long (generated or hostile files); what matters is around the column.
  constexpr std::size_t most = 160;
  const auto column = std::max<std::size_t>(place.column, 1);
  const auto from = column > most / 2 ? column - most / 2 : 0;
  const auto shown = from < place.source_line.size() ? place.source_line.substr(from, most) : std::string();
  out += fmt::format("{} {}|{}\n", margin, p.frame, p.reset);
  out += fmt::format("{}{} |{} {}\n", p.frame, number, p.reset, text::printable(text::replace_all(shown, "\t", " ")));
  if (place.column == 0) return;
  const auto indent = column - 1 - std::min(from, column - 1);
  const auto length =
      std::clamp<std::size_t>(place.length, 1, std::max<std::size_t>(shown.size() - std::min(indent, shown.size()), 1));
  out += fmt::format("{} {}|{} {}{}{}{}\n", margin, p.frame, p.reset, std::string(indent, ' '), p.error,
                     std::string(length, '^'), p.reset);
}

void append_lines(std::string& out, const Palette& p, std::string_view color, std::string_view label,
                  const std::vector<std::string>& lines) {
  for (const auto& line : lines) append_headline(out, p, color, label, line);
}

}  // namespace

std::string render(const Error& error, Color color) {
  const auto& p = palette_for(color);
  const auto styles = color == Color::always ? text::Styles::keep : text::Styles::drop;
  auto out = text::printable_tool_text(error.output(), styles);
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  append_headline(out, p, p.error, "error", error.message());
  if (error.place()) append_place(out, p, *error.place());
  if (!error.causes().empty()) out += "\nCaused by:\n";
  for (const auto& cause : error.causes()) out += indented(cause, "  ");
  if (!error.causes().empty() && (!error.notes().empty() || !error.helps().empty())) out += "\n";
  append_lines(out, p, p.note, "note", error.notes());
  append_lines(out, p, p.help, "help", error.helps());
  return out;
}

std::string render(const Diagnostic& diagnostic, Color color) {
  const auto& p = palette_for(color);
  const bool warning = diagnostic.severity == Diagnostic::Severity::warning;
  std::string out;
  append_headline(out, p, warning ? p.warning : p.note, warning ? "warning" : "note", diagnostic.message);
  if (diagnostic.place) append_place(out, p, *diagnostic.place);
  append_lines(out, p, p.help, "help", diagnostic.helps);
  return out;
}

}  // namespace buildstd
