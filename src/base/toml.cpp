// SPDX-License-Identifier: MIT
#define TOML_IMPLEMENTATION
#include "toml.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd {

namespace {

std::string line_of(std::string_view text, std::size_t number) {
  for (std::size_t line = 1; line < number; ++line) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  auto line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return std::string(line);
}

// toml++ limits how deep values nest, not how many parts a dotted key or a header has, and takes its tables
// apart recursively: a file of dots would end the process.
constexpr std::size_t deepest_key = 128;

/// Past the string that begins at `at`; where it does not end, past its line.
std::size_t after_string(std::string_view text, std::size_t at) {
  const auto triple = text.substr(at, 3);
  const bool multiline = triple == "\"\"\"" || triple == "'''";
  const bool escapes = text[at] == '"';
  const auto end = multiline ? triple : text.substr(at, 1);
  for (at += end.size(); at < text.size(); ++at) {
    if (text[at] == '\\' && escapes) {
      ++at;
    } else if (text.substr(at, end.size()) == end) {
      return at + end.size();
    } else if (text[at] == '\n' && !multiline) {
      return at;
    }
  }
  return text.size();
}

/// Where a key has too many parts; `npos` where none has. Counts dots outside strings and comments between
/// the characters that end a key, which no valid document has many of elsewhere.
std::size_t find_deep_key(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = after_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (std::string_view("\n=,{[").find(c) != std::string_view::npos) dots = 0;
    if (c == '.' && ++dots > deepest_key) return at;
    ++at;
  }
  return std::string_view::npos;
}

Place place_in(const std::filesystem::path& file, std::string_view text, const toml::source_region& region) {
  Place place{file, region.begin.line, region.begin.column, 1, line_of(text, region.begin.line)};
  if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
    place.length = region.end.column - region.begin.column;
  }
  return place;
}

}  // namespace

Place TomlDocument::place(const toml::source_region& region) const { return place_in(file, text, region); }

Result<TomlDocument> parse_toml(std::string text, std::filesystem::path file) {
  if (!text::is_utf8(text)) {
    return fail(Error(fmt::format("could not parse `{}`", file.string()))
                    .caused_by("the file is not valid UTF-8")
                    .at({file, 0, 0, 1, {}}));
  }
  if (const auto deep = find_deep_key(text); deep != std::string::npos) {
    const auto before = std::string_view(text).substr(0, deep);
    const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    return fail(Error(fmt::format("could not parse `{}` as TOML", file.string()))
                    .caused_by(fmt::format("a key has more than {} parts", deepest_key))
                    .at({file, line, 0, 1, {}}));
  }
  auto parsed = toml::parse(std::string_view(text));
  if (!parsed) {
    const auto& problem = parsed.error();
    auto where = place_in(file, text, problem.source());
    return fail(Error(fmt::format("could not parse `{}` as TOML", file.string()))
                    .caused_by(std::string(problem.description()))
                    .at(std::move(where)));
  }
  return TomlDocument{std::move(file), std::move(text), std::move(parsed).table()};
}

Result<TomlDocument> read_toml(const std::filesystem::path& file) {
  BUILDSTD_TRY(auto text, fs::read(file));
  return parse_toml(std::move(text), file);
}

}  // namespace buildstd
