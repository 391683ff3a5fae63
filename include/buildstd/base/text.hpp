// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace buildstd::text {

/// The parts of `input` between `separator`s; empty parts are kept.
std::vector<std::string> split(std::string_view input, char separator);
/// The words of `input` between runs of white space; no empty ones.
std::vector<std::string> words(std::string_view input);
/// The lines of `input` without their ends (`\n` or `\r\n`); a last line without an end counts.
std::vector<std::string_view> lines(std::string_view input);
std::string_view trim(std::string_view input);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string input, std::string_view from, std::string_view to);
/// The number that all of `input` is, without white space or a plus sign; nothing where it is none, or too large.
template <std::integral Number>
std::optional<Number> whole_number(std::string_view input, int base = 10) {
  Number number = 0;
  const auto* const end = input.data() + input.size();
  const auto [at, error] = std::from_chars(input.data(), end, number, base);
  return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}
/// A number of bytes for people, as in `46.4MiB` (Cargo: util/mod.rs, `HumanBytes`).
std::string human_bytes(std::uint64_t bytes);
/// ASCII only, as triples, keys and variable names are.
std::string upper(std::string_view input);

/// `input` fit for a terminal: control characters, escape sequences' ESC, bidirectional overrides and
/// invalid UTF-8 become visible replacements. Line feeds and tabs stay where `multiline` says so.
std::string printable(std::string_view input, bool multiline = false);
/// What becomes of the colours in a tool's own text.
enum class Styles { drop, keep };
/// A tool's text of several lines fit for a terminal: as `printable`, but sequences that only colour are left in
/// it, or taken out without a trace.
std::string printable_tool_text(std::string_view input, Styles styles);
/// True if `input` is valid UTF-8.
bool is_utf8(std::string_view input);

/// `input` quoted so that a POSIX shell reads it back as one word; bare where no quoting is needed.
std::string shell_quote(std::string_view input);

/// `input` as a basic string of TOML.
std::string quote_toml(std::string_view input);

/// The members of `known` nearest to `word` by edit distance, best first, at most `most`; empty when
/// nothing is near enough to be what somebody meant (Cargo's and ninja's "did you mean").
std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& known, std::size_t most = 3);

}  // namespace buildstd::text
