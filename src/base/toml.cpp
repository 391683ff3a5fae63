// SPDX-License-Identifier: MIT
#define TOML_IMPLEMENTATION
#include "toml.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "toml_scan.hpp"

namespace buildstd {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// A text being parsed, with the name that messages call it by.
struct Input {
  const std::filesystem::path& file;
  std::string_view text;
};

/// The first line of a text, without its end.
std::string first_line(std::string_view text) {
  auto line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return std::string(line);
}

std::vector<std::size_t> starts_of_lines(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string_view::npos;) starts.push_back(++at);
  return starts;
}

std::string line_of(std::string_view text, std::size_t number) {
  const auto starts = starts_of_lines(text);
  return number == 0 || number > starts.size() ? std::string() : first_line(text.substr(starts[number - 1]));
}

// What is underlined of it.
std::size_t length_of(const toml::source_region& region) {
  const bool one_line = region.end.line == region.begin.line && region.end.column > region.begin.column;
  return one_line ? region.end.column - region.begin.column : 1;
}

Place place_at(const Input& input, std::size_t line, std::size_t column) {
  return {input.file, line, column, 1, line_of(input.text, line)};
}

Place place_at(const Input& input, const toml::source_region& region) {
  auto place = place_at(input, region.begin.line, region.begin.column);
  place.length = length_of(region);
  return place;
}

/// The place of a byte. Its column counts bytes.
Place place_at(const Input& input, std::size_t offset) {
  const auto before = input.text.substr(0, offset);
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  const auto line_start = line == 1 ? 0 : before.rfind('\n') + 1;
  return place_at(input, line, offset - line_start + 1);
}

Error syntax_error(const Input& input, std::string reason, Place place) {
  return Error(fmt::format("could not parse `{}` as TOML", input.file.string()))
      .caused_by(std::move(reason))
      .at(std::move(place));
}

Result<void> check_utf8(const Input& input) {
  if (text::is_utf8(input.text)) return {};
  return fail(Error(fmt::format("could not parse `{}`", input.file.string()))
                  .caused_by("the file is not valid UTF-8")
                  .at({input.file, 0, 0, 1, {}}));
}

Result<void> check_scan(const Input& input) {
  auto problem = scan_toml(input.text);
  if (!problem) return {};
  return fail(syntax_error(input, std::move(problem->reason), place_at(input, problem->offset)));
}

/// Whether a text with characters outside ASCII has them where toml++ is safe against them.
Result<void> check_ascii_double(const Input& input) {
  const bool marked = input.text.starts_with(byte_order_mark);
  const auto letters = ascii_double(input.text.substr(marked ? byte_order_mark.size() : 0));
  if (!letters) return {};
  const auto parsed = toml::parse(*letters);
  if (parsed) return {};
  // The double has the text's lines, but not its columns.
  const auto& problem = parsed.error();
  return fail(syntax_error(input, std::string(problem.description()), place_at(input, problem.source().begin.line, 0)));
}

}  // namespace

Place TomlDocument::place(const toml::source_region& region) const {
  const std::size_t line = region.begin.line;
  const bool is_there = line > 0 && line <= line_starts.size();
  return {file, line, region.begin.column, length_of(region),
          is_there ? first_line(std::string_view(text).substr(line_starts[line - 1])) : std::string()};
}

Result<TomlDocument> parse_toml(std::string text, std::filesystem::path file) {
  const Input input{file, text};
  BUILDSTD_CHECK(check_utf8(input));
  BUILDSTD_CHECK(check_scan(input));
  BUILDSTD_CHECK(check_ascii_double(input));
  auto parsed = toml::parse(input.text);
  if (!parsed) {
    const auto& problem = parsed.error();
    return fail(syntax_error(input, std::string(problem.description()), place_at(input, problem.source())));
  }
  auto starts = starts_of_lines(text);
  return TomlDocument{std::move(file), std::move(text), std::move(parsed).table(), std::move(starts)};
}

std::vector<std::string> toml_strings(const toml::node* node) {
  std::vector<std::string> found;
  if (node == nullptr || !node->is_array()) return found;
  for (const auto& element : *node->as_array()) {
    if (auto text = element.value_exact<std::string>()) found.push_back(*std::move(text));
  }
  return found;
}

Result<std::string> read_toml_text(const std::filesystem::path& file) { return fs::read(file, largest_toml_file); }

Result<TomlDocument> read_toml(const std::filesystem::path& file) {
  BUILDSTD_TRY(auto text, read_toml_text(file));
  return parse_toml(std::move(text), file);
}

}  // namespace buildstd
