// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data.hpp"
#include "key.hpp"

/// Looking single values up, with variables and types as Cargo's deserializer treats them
/// (src/context/mod.rs `get_cv_with_env`, `get_env_list`, `get_value_typed`; src/context/de.rs).
namespace buildstd::config {

/// A value of one type with its compact source.
template <class T>
struct Found {
  T value;
  Source source;

  [[nodiscard]] Sourced<T> sourced() const { return {value, source.origin()}; }
};

template <class T>
using Lookup = Result<std::optional<Found<T>>>;

/// The value that files and options set; null where none does. An error where a table is wanted on the way
/// and something else is there.
Result<const Value*> find(const Config::Data& data, const Key& key);
/// The same with the variable taken into account: it replaces what files set, and joins lists.
Result<std::optional<Value>> find_merged(const Config::Data& data, const Key& key);
/// The members of a table; null where it is not set. Variables have no part in it.
Result<const Value::Table*> find_table(const Config::Data& data, const Key& key);

Lookup<std::string> find_string(const Config::Data& data, const Key& key);
Lookup<bool> find_boolean(const Config::Data& data, const Key& key);
Lookup<std::int64_t> find_integer(const Config::Data& data, const Key& key);
/// A list of strings, or one string of words; the variable's words join it (Cargo: `StringList`).
Lookup<std::vector<std::string>> find_words(const Config::Data& data, const Key& key);

/// The same, each word with its own source; not set is empty.
Result<Value::List> find_word_values(const Config::Data& data, const Key& key);

/// The variable's value; nothing where it is not set or not UTF-8, which Cargo's configuration cannot hold.
std::optional<std::string> variable_of(const Config::Data& data, const Key& key);

/// "`build.jobs` expected an integer, but found a string", with the place.
Error wrong_type(const Key& key, std::string_view expected, const Value& found);

/// An error for what arguments and variables of a program, and names of files, cannot hold: they would end there.
Result<void> check_no_nul(const std::string& text, const Key& key, const Source& source);

/// A value that names a program: with a separator relative to its root, else bare.
std::string resolve_program(const Config::Data& data, const Found<std::string>& program);
/// A value that names a path, relative to its root.
std::filesystem::path resolve_path(const Config::Data& data, const Found<std::string>& path);

}  // namespace buildstd::config
