// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace buildstd::differential {

/// One generated configuration: a tree of files and how a program is called in it. `{ROOT}` in variables
/// and options stands for the tree's root.
struct Case {
  std::uint64_t seed = 0;
  std::map<std::string, std::string> files;  ///< path in the tree → content
  std::map<std::string, std::string> links;  ///< path in the tree → what it points to
  std::string cwd;                           ///< path in the tree
  std::map<std::string, std::string, std::less<>> variables;
  std::vector<std::string> options;  ///< the arguments of `--config`
  std::string key;                   ///< what is asked for; empty: everything
};

/// A configuration for `cargo config get`: files on up to five levels and in Cargo's home, includes,
/// variables, options, all spellings of TOML, and now and then something that is an error.
Case generate_config(std::uint64_t seed);

/// Writes the tree below `root` (which exists) and puts its path where `{ROOT}` stands.
void place(Case& generated, const std::filesystem::path& root);

/// What somebody needs to look at a case by hand.
std::string describe(const Case& generated);

}  // namespace buildstd::differential
