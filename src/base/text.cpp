// SPDX-License-Identifier: MIT
#include "buildstd/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace buildstd::text {

namespace {

constexpr std::string_view white_space = " \t\n\r\f\v";

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // bytes; 0: not valid UTF-8
};

// The table of well-formed sequences in the Unicode standard (3.9, table 3-7).
CodePoint decode(std::string_view input) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(input[i]); };
  const auto first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || input.size() < length) return {};
  auto value = static_cast<char32_t>(first & (0x7F >> length));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[length] || surrogate || value > 0x10FFFF) return {};
  return {value, length};
}

// C0, DEL, C1, and the characters that reorder what stands around them ("Trojan Source").
bool is_harmful(char32_t c) {
  const bool reorders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || reorders;
}

// Insertions, deletions, substitutions and swaps of neighbours ("optimal string alignment").
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

// `ESC [ 1 ; 31 m`, "select graphic rendition" (ECMA-48, 8.3.117): its length, or 0 where there is none.
std::size_t style_length(std::string_view input) {
  if (!input.starts_with("\x1b[")) return 0;
  const auto end = input.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && input[end] == 'm' ? end + 1 : 0;
}

}  // namespace

std::vector<std::string> split(std::string_view input, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = input.find(separator);
    parts.emplace_back(input.substr(0, end));
    if (end == std::string_view::npos) return parts;
    input.remove_prefix(end + 1);
  }
}

std::vector<std::string> words(std::string_view input) {
  std::vector<std::string> found;
  for (;;) {
    const auto begin = input.find_first_not_of(white_space);
    if (begin == std::string_view::npos) return found;
    input.remove_prefix(begin);
    const auto end = std::min(input.find_first_of(white_space), input.size());
    found.emplace_back(input.substr(0, end));
    input.remove_prefix(end);
  }
}

std::vector<std::string_view> lines(std::string_view input) {
  std::vector<std::string_view> found;
  while (!input.empty()) {
    const auto end = std::min(input.find('\n'), input.size());
    auto line = input.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    found.push_back(line);
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return found;
}

std::string_view trim(std::string_view input) {
  const auto begin = input.find_first_not_of(white_space);
  if (begin == std::string_view::npos) return {};
  return input.substr(begin, input.find_last_not_of(white_space) - begin + 1);
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const auto& part : parts) {
    if (&part != &parts.front()) joined += separator;
    joined += part;
  }
  return joined;
}

std::string replace_all(std::string input, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = input.find(from, at)) != std::string::npos; at += to.size()) {
    input.replace(at, from.size(), to);
  }
  return input;
}

std::string human_bytes(std::uint64_t bytes) {
  constexpr std::array units{"B", "KiB", "MiB", "GiB", "TiB"};
  constexpr double step = 1024;
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= step && unit + 1 < units.size(); ++unit) value /= step;
  return unit == 0 ? fmt::format("{}B", bytes) : fmt::format("{:.1f}{}", value, units.at(unit));
}

std::string upper(std::string_view input) {
  std::string result(input);
  std::ranges::transform(result, result.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return result;
}

std::string printable(std::string_view input, bool multiline) {
  constexpr std::string_view replacement = "\xEF\xBF\xBD";
  std::string result;
  result.reserve(input.size());
  while (!input.empty()) {
    const auto code = decode(input);
    if (code.length == 0) {
      result += replacement;
      input.remove_prefix(1);
      continue;
    }
    const bool layout = multiline && (code.value == '\n' || code.value == '\t');
    if (is_harmful(code.value) && !layout) {
      result += replacement;
    } else {
      result += input.substr(0, code.length);
    }
    input.remove_prefix(code.length);
  }
  return result;
}

std::string printable_tool_text(std::string_view input, Styles styles) {
  constexpr std::string_view reset = "\x1b[0m";
  std::string result;
  std::string_view last_style = reset;
  while (!input.empty()) {
    const auto escape = input.find('\x1b');
    result += printable(input.substr(0, escape), true);
    if (escape == std::string_view::npos) break;
    input.remove_prefix(escape);
    const auto length = style_length(input);
    const auto sequence = input.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0) {
      result += printable(sequence);
    } else if (styles == Styles::keep) {
      last_style = sequence;
      result += sequence;
    }
    input.remove_prefix(sequence.size());
  }
  if (last_style != reset && last_style != "\x1b[m") result += reset;  // nothing of it reaches what comes after
  return result;
}

bool is_utf8(std::string_view input) {
  while (!input.empty()) {
    const auto code = decode(input);
    if (code.length == 0) return false;
    input.remove_prefix(code.length);
  }
  return true;
}

std::string shell_quote(std::string_view input) {
  constexpr std::string_view bare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_-+=:,./";
  if (!input.empty() && input.find_first_not_of(bare) == std::string_view::npos) return std::string(input);
  std::string quoted = "'";
  quoted += replace_all(std::string(input), "'", "'\\''");
  quoted += '\'';
  return quoted;
}

std::string quote_toml(std::string_view input) {
  std::string quoted = "\"";
  for (const char c : input) {
    switch (c) {
      case '"': quoted += "\\\""; break;
      case '\\': quoted += "\\\\"; break;
      case '\b': quoted += "\\b"; break;
      case '\t': quoted += "\\t"; break;
      case '\n': quoted += "\\n"; break;
      case '\f': quoted += "\\f"; break;
      case '\r': quoted += "\\r"; break;
      default: {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20 || code == 0x7F) {
          quoted += fmt::format("\\u{:04X}", code);
        } else {
          quoted += c;
        }
      }
    }
  }
  return quoted + '"';
}

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string>& known, std::size_t most) {
  if (word.size() > 256) return {};
  // A third of the word may be wrong, as in cargo's edit_distance.rs callers.
  const std::size_t allowed = std::max<std::size_t>(word.size() / 3, 1);
  std::vector<std::pair<std::size_t, const std::string*>> candidates;
  for (const auto& candidate : known) {
    const auto distance = edit_distance(word, candidate);
    if (distance <= allowed) candidates.emplace_back(distance, &candidate);
  }
  std::ranges::sort(candidates, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : *a.second < *b.second;
  });
  std::vector<std::string> result;
  for (const auto& [distance, candidate] : candidates) {
    if (result.size() == most) break;
    result.push_back(*candidate);
  }
  return result;
}

}  // namespace buildstd::text
