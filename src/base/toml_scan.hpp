// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace buildstd {

/// Why a text cannot be TOML, and the byte that shows it.
struct TomlProblem {
  std::size_t offset = 0;
  std::string reason;
};

/// Looks for what TOML forbids but toml++ 3.3 is not safe against (found by fuzzing tests/fuzz/config_toml.cpp):
/// control characters and letters outside ASCII where a key is expected trip its assertions, and a key of very
/// many parts its recursion. Nothing that is TOML is refused, but for keys of more than 128 parts.
std::optional<TomlProblem> scan_toml(std::string_view text);

/// `text` with letters in the place of what is not ASCII; nothing where all of it is. Outside strings and
/// comments toml++ is not safe against other characters, and only a parser knows where those are: a text whose
/// double parses has none elsewhere.
std::optional<std::string> ascii_double(std::string_view text);

}  // namespace buildstd
