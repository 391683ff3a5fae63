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

}  // namespace buildstd
