// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "random.hpp"

namespace buildstd::differential {

/// A TOML document before it has a spelling: a table of tables and of values that are TOML text already.
struct Tree {
  std::string value;  ///< empty: a table
  std::map<std::string, Tree> members;
};

/// Puts `value` at `path`; does nothing where a value is in the way or there already.
void insert(Tree& root, const std::vector<std::string>& path, std::string value);

/// Writes the tree with headers, dotted keys, inline tables, quotes and white space chosen by `random`.
std::string write_toml(const Tree& root, Random& random);

/// A key bare or in one of the two kinds of quotes.
std::string write_key(const std::string& key, Random& random);
/// A string in one of TOML's four forms, with escapes old and new.
std::string write_string(const std::string& text, Random& random);

}  // namespace buildstd::differential
