// SPDX-License-Identifier: MIT
#include "toml_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildstd {

namespace {

// toml++ limits how deep values nest, not how many parts a dotted key or a header has, and takes its tables
// apart recursively.
constexpr std::size_t deepest_key = 128;

// Also what separates keys and begins values: a dot count starts anew.
constexpr std::string_view key_ends = "\n=,{[";

bool is_forbidden_control(std::string_view text, std::size_t at) {
  const auto code = static_cast<unsigned char>(text[at]);
  if (code == '\r') return text.substr(at + 1, 1) != "\n";
  return (code < 0x20 && code != '\t' && code != '\n') || code == 0x7F;
}

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

std::optional<TomlProblem> find_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_forbidden_control(text, at)) continue;
    const auto code = static_cast<unsigned char>(text[at]);
    return TomlProblem{at, fmt::format("control character U+{:04X} is not allowed here", code)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<TomlProblem> scan_toml(std::string_view text) {
  if (auto control = find_control(text)) return control;
  std::size_t dots = 0;
  for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = after_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80) {
      return TomlProblem{at, "invalid unquoted key, expected letters, numbers, `-`, `_`"};
    }
    if (key_ends.find(c) != std::string_view::npos) dots = 0;
    if (c == '.' && ++dots > deepest_key) {
      return TomlProblem{at, fmt::format("a key has more than {} parts", deepest_key)};
    }
    ++at;
  }
  return std::nullopt;
}

std::optional<std::string> ascii_double(std::string_view text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::ranges::all_of(text, is_ascii)) return std::nullopt;
  std::string result;
  for (const char c : text) {
    if (is_ascii(c)) {
      result += c;
    } else {
      result += fmt::format("q{:02x}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

}  // namespace buildstd
