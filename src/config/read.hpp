// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "value.hpp"

namespace buildstd::config {

/// Tables and arrays nest at most this deep, the recursion limit of Cargo's TOML parser.
inline constexpr std::size_t deepest_nesting = 80;

/// Parses the text of one configuration file.
/// @param kind what the values' sources say: `file`, or `option` for `--config FILE`
/// @return a table; an error with the place for what is not TOML, or is a float or a date
Result<Value> read_text(std::string text, const std::filesystem::path& file, Origin::Kind kind);
/// Parses the argument of `--config KEY=VALUE`: one dotted key with one value, nothing else.
/// Cargo: src/context/mod.rs, `toml_dotted_keys`.
Result<Value> read_option(const std::string& argument);

}  // namespace buildstd::config
