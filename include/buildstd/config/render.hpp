// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildstd/config/settings.hpp"

/// The merged configuration as text, as `cargo config get` prints it. Cargo: src/ops/cargo_config.rs.
namespace buildstd::config {

enum class Format {
  toml,        ///< one line a value, dotted keys
  json,        ///< one object that holds the key's path
  json_value,  ///< the value alone
};

/// Whether a comment after each value says where it is set: `# /p/.cargo/config.toml:3:9`.
enum class ShowOrigin { no, yes };

/// @param key dotted; empty for everything. A part with a dot in it is quoted as in TOML.
/// @return text that ends in a line feed; an error where the key is not set, or origins are asked of JSON
Result<std::string> print(const Config& config, std::string_view key, Format format, ShowOrigin origin);

/// The variables below `key`, which a table's text does not show because Cargo consults them value by value.
/// @return `NAME=value`, quoted for a shell, sorted; nothing where the key is no table
Result<std::vector<std::string>> affecting_variables(const Config& config, std::string_view key);

}  // namespace buildstd::config
