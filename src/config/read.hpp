// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

#include "value.hpp"

namespace buildstd::config {

/// Larger configuration files are refused, so that a hostile checkout costs bounded time and memory (measured
/// for the worst shapes: under a second, under 100 MB). Cargo has no limit.
inline constexpr std::uint64_t largest_file = 1ULL << 20;
/// Tables and arrays nest at most this deep, the recursion limit of Cargo's TOML parser.
inline constexpr std::size_t deepest_nesting = 80;

/// Parses the text of one configuration file.
/// @param kind what the values' sources say: `file`, or `option` for `--config FILE`
/// @return a table; an error with the place for what is not TOML, or is a float or a date
Result<Value> read_text(std::string text, const std::filesystem::path& file, Origin::Kind kind);
/// The same for a file of at most `largest_file` bytes.
Result<Value> read_file(const std::filesystem::path& file, Origin::Kind kind);

/// Parses the argument of `--config KEY=VALUE`: one dotted key with one value, nothing else.
/// Cargo: src/context/mod.rs, `toml_dotted_keys`.
Result<Value> read_option(const std::string& argument);

}  // namespace buildstd::config
