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

Place place_in(const std::filesystem::path& file, std::string_view text, const toml::source_region& region) {
  Place place{file, region.begin.line, region.begin.column, 1, line_of(text, region.begin.line)};
  if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
    place.length = region.end.column - region.begin.column;
  }
  return place;
}

Error syntax_error(const toml::parse_error& problem, const std::filesystem::path& file, std::string_view text) {
  return Error(fmt::format("could not parse `{}` as TOML", file.string()))
      .caused_by(std::string(problem.description()))
      .at(place_in(file, text, problem.source()));
}

std::size_t byte_order_mark_of(std::string_view text) { return text.starts_with("\xEF\xBB\xBF") ? 3 : 0; }

}  // namespace

Place TomlDocument::place(const toml::source_region& region) const { return place_in(file, text, region); }

Result<TomlDocument> parse_toml(std::string text, std::filesystem::path file) {
  if (!text::is_utf8(text)) {
    return fail(Error(fmt::format("could not parse `{}`", file.string()))
                    .caused_by("the file is not valid UTF-8")
                    .at({file, 0, 0, 1, {}}));
  }
  if (auto problem = scan_toml(text)) {
    const auto before = std::string_view(text).substr(0, problem->offset);
    const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    const auto column = before.size() - std::min(before.rfind('\n') + 1, before.size()) + 1;
    return fail(Error(fmt::format("could not parse `{}` as TOML", file.string()))
                    .caused_by(std::move(problem->reason))
                    .at({file, line, column, 1, line_of(text, line)}));
  }
  if (const auto ascii = ascii_double(std::string_view(text).substr(byte_order_mark_of(text)))) {
    if (const auto parsed = toml::parse(*ascii); !parsed) {
      auto error = syntax_error(parsed.error(), file, text);
      // The double's columns are not the text's.
      return fail(std::move(error).at(
          {file, parsed.error().source().begin.line, 0, 1, line_of(text, parsed.error().source().begin.line)}));
    }
  }
  auto parsed = toml::parse(std::string_view(text));
  if (!parsed) return fail(syntax_error(parsed.error(), file, text));
  return TomlDocument{std::move(file), std::move(text), std::move(parsed).table()};
}

Result<TomlDocument> read_toml(const std::filesystem::path& file) {
  BUILDSTD_TRY(auto text, fs::read(file));
  return parse_toml(std::move(text), file);
}

}  // namespace buildstd
