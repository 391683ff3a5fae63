// SPDX-License-Identifier: MIT
#include "front/config_lines.hpp"

#include <fmt/format.h>

#include "base/toml.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::front {

namespace {

constexpr std::string_view mark = "# buildstd init";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view line_end_of(std::string_view text) {
  const auto first = text.find('\n');
  return first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
}

std::string marked(std::string_view line, std::string_view line_end) {
  return fmt::format("{} {}{}", line, mark, line_end);
}

/// Text to be put in at a place.
struct Insertion {
  std::size_t offset = 0;
  std::string text;
};

std::string build_lines(const std::vector<ConfigLine>& lines, std::string_view prefix, std::string_view line_end) {
  std::string all;
  for (const auto& line : lines) all += marked(fmt::format("{}{} = {}", prefix, line.key, line.value), line_end);
  return all;
}

// At the end of a text without a last line end, the lines have none either: by that its absence is known again.
Insertion after_last_line(std::string_view text, std::string added, std::string_view line_end) {
  if (!text.empty() && !text.ends_with('\n')) {
    added.insert(0, line_end);
    added.erase(added.size() - line_end.size());
  }
  return {text.size(), std::move(added)};
}

// Where the table is begun by a header: behind its line.
std::optional<Insertion> below_header(const TomlDocument& document, const std::vector<ConfigLine>& lines,
                                      std::string_view line_end) {
  const auto* const build = document.root.get("build");
  if (build == nullptr) return std::nullopt;
  const std::string_view text = document.text;
  const auto line = build->source().begin.line;
  if (line == 0 || line > document.line_starts.size()) return std::nullopt;
  const auto start = document.line_starts[line - 1];
  if (!text::trim(text.substr(start, text.find('\n', start) - start)).starts_with('[')) return std::nullopt;
  auto added = build_lines(lines, "", line_end);
  if (line == document.line_starts.size()) return after_last_line(text, std::move(added), line_end);
  return Insertion{document.line_starts[line], std::move(added)};
}

// Where there are only dotted keys, or tables below it: more of them, before anything else.
Insertion dotted(std::string_view text, const std::vector<ConfigLine>& lines, std::string_view line_end) {
  return {text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0, build_lines(lines, "build.", line_end)};
}

Insertion section(std::string_view text, const std::vector<ConfigLine>& lines, std::string_view line_end) {
  return after_last_line(text, marked("[build]", line_end) + build_lines(lines, "", line_end), line_end);
}

// Whether the text has the lines as values of `build` afterwards, whatever its form.
bool has_lines(const std::string& text, const std::filesystem::path& file, const std::vector<ConfigLine>& lines) {
  const auto document = parse_toml(text, file);
  if (!document) return false;
  for (const auto& line : lines) {
    if (!document->root.at_path("build." + line.key)) return false;
  }
  return true;
}

}  // namespace

Result<std::string> add_config_lines(const std::string& text, const std::filesystem::path& file,
                                     const std::vector<ConfigLine>& lines) {
  BUILDSTD_TRY(const auto document, parse_toml(text, file));
  const auto line_end = line_end_of(text);
  std::vector<Insertion> ways;
  if (!document.root.contains("build")) ways.push_back(section(text, lines, line_end));
  if (auto below = below_header(document, lines, line_end)) ways.push_back(*std::move(below));
  ways.push_back(dotted(text, lines, line_end));
  for (const auto& way : ways) {
    auto edited = text;
    edited.insert(way.offset, way.text);
    if (has_lines(edited, file, lines)) return edited;
  }
  auto error = Error(fmt::format("nothing can be added to `build` in `{}`", file.string()))
                   .help("write it as a table of its own, with the header `[build]`, and call `buildstd init` again");
  if (const auto* const build = document.root.get("build")) error = std::move(error).at(document.place(*build));
  return fail(std::move(error));
}

namespace {

// Whether a table has lines of somebody else's: from behind its header to the next one.
bool has_own_lines(std::string_view text) {
  for (const auto line : text::lines(text)) {
    const auto content = text::trim(line);
    if (content.starts_with('[')) return false;
    if (!content.empty() && !content.starts_with('#') && !content.ends_with(mark)) return true;
  }
  return false;
}

}  // namespace

std::string remove_config_lines(std::string_view text) {
  std::string rest;
  if (text.starts_with(byte_order_mark)) {
    rest = byte_order_mark;
    text.remove_prefix(byte_order_mark.size());
  }
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end == std::string_view::npos ? text.size() : end + 1);
    text.remove_prefix(line.size());
    const auto content = text::trim(line);
    if (!content.ends_with(mark)) {
      rest += line;
    } else if (content.starts_with('[') && has_own_lines(text)) {
      rest += text::trim(content.substr(0, content.size() - mark.size()));
      rest += line.substr(line.find(mark) + mark.size());
    } else if (!line.ends_with('\n') && rest.ends_with('\n')) {
      rest.erase(rest.size() - (rest.ends_with("\r\n") ? 2 : 1));
    }
  }
  return rest;
}

Result<std::optional<std::string>> build_key(const std::string& text, const std::filesystem::path& file,
                                             std::string_view key) {
  BUILDSTD_TRY(const auto document, parse_toml(text, file));
  const auto* const build = document.root.get_as<toml::table>("build");
  const auto value = build == nullptr ? toml::node_view<const toml::node>() : build->at_path(key);
  if (!value) return std::nullopt;
  if (const auto string = value.value<std::string>()) return text::quote_toml(*string);
  std::vector<std::string> quoted;
  for (const auto& one : toml_strings(value.node())) quoted.push_back(text::quote_toml(one));
  return quoted.empty() ? std::string() : fmt::format("[{}]", text::join(quoted, ", "));
}

}  // namespace buildstd::front
