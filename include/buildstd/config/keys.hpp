// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

/// The one table of the configuration keys that buildstd knows: look-ups check types by it, warnings about
/// unknown keys come from it, and docs/configuration.md is checked against it.
namespace buildstd::config {

/// What a key's value may be.
enum class KeyType {
  boolean,
  integer,
  string,
  path,      ///< relative to the root of the file that sets it
  program,   ///< as `path` where it has a separator, else looked up along PATH
  words,     ///< an array of strings, or one string of words
  strings,   ///< an array of strings
  jobs,      ///< an integer or "default"
  targets,   ///< a string or an array of strings
  when,      ///< "always" or "never"
  crates,    ///< "core", "alloc" or "std"
  panic,     ///< "unwind", "abort" or "immediate-abort"
  variable,  ///< a string or a table with `value`, `force`, `relative`
  includes,  ///< an array of strings or of tables with `path`, `optional`
  other,     ///< not looked at
};

/// What buildstd does with a key.
enum class KeyUse {
  read,   ///< it changes what buildstd does
  known,  ///< Cargo's; no warning, and no effect here
};

/// One key. In a name, `<triple>`, `<cfg>`, `<profile>` and `<name>` stand for what the user writes.
struct KeySpec {
  std::string_view name;
  KeyType type;
  KeyUse use;
  /// The variable that sets it beside `CARGO_…` of the name, or instead of it; empty: none.
  std::string_view variable;
  /// One sentence for the documentation; empty for keys that are only known.
  std::string_view meaning;
};

/// All keys, those of one table together.
std::span<const KeySpec> known_keys();

/// The variable that sets a key: `CARGO_BUILD_JOBS` for `build.jobs`; empty where Cargo reads none.
std::string variable_name(const KeySpec& key);

/// A type as the documentation names it.
std::string_view name_of(KeyType type);

}  // namespace buildstd::config
