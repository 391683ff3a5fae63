// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::front {

/// A line of `[build]`.
struct ConfigLine {
  std::string key;    ///< below `build`
  std::string value;  ///< as TOML
};

/// Adds lines to the text of a configuration file, each with a mark. Nothing else changes.
/// @param file named in messages
/// @return an error where the text is no TOML, or nothing can be added to its `build`
Result<std::string> add_config_lines(const std::string& text, const std::filesystem::path& file,
                                     const std::vector<ConfigLine>& lines);

/// The text without marked lines: what `add_config_lines` was given.
std::string remove_config_lines(std::string_view text);

/// The value that the text has for a key of `build`, as TOML: of a string or a list of strings, else empty.
Result<std::optional<std::string>> build_key(const std::string& text, const std::filesystem::path& file,
                                             std::string_view key);

}  // namespace buildstd::front
