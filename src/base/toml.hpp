// SPDX-License-Identifier: MIT
#pragma once

// toml++ as this project uses it: compiled once (src/base/toml.cpp), without exceptions, with the parts of
// TOML 1.1 that it knows (Cargo reads TOML 1.1 since 1.94).
#define TOML_HEADER_ONLY 0
#define TOML_EXCEPTIONS 0
#define TOML_UNRELEASED_FEATURES 1
#define TOML_ENABLE_WINDOWS_COMPAT 0
// Its parser asserts what malformed text makes false (`[=]`), and then handles it: without the assertions it
// reports an error. With NDEBUG it would tell the compiler to rely on them instead.
#define TOML_ASSERT(expression) static_assert(true)
#pragma push_macro("NDEBUG")
#undef NDEBUG
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd {

/// A parsed TOML file, with its text so that messages can show source lines. Private to the library:
/// public headers name no toml++ type.
struct TomlDocument {
  std::filesystem::path file;
  std::string text;
  toml::table root;

  /// Where `region` is, with its source line.
  [[nodiscard]] Place place(const toml::source_region& region) const;
  [[nodiscard]] Place place(const toml::node& node) const { return place(node.source()); }
};

/// @param file named in messages only
/// @return an error with the place of a syntax error, or for text that is not UTF-8
Result<TomlDocument> parse_toml(std::string text, std::filesystem::path file);
/// Reads and parses a file of at most 64 MiB.
Result<TomlDocument> read_toml(const std::filesystem::path& file);

}  // namespace buildstd
