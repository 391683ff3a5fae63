// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

/// The command line as a value, read from the parser itself: completions and the manual page come from it, so that
/// nothing is written twice.
namespace buildstd::cli {

struct OptionDescription {
  std::vector<std::string> names;    ///< `-j`, `--jobs`; without dashes for what stands by its place
  std::string value;                 ///< `N`; empty for a flag
  std::vector<std::string> choices;  ///< where the value is one of a few words
  std::string text;
  bool is_repeatable = false;
};

struct CommandDescription {
  std::string name;
  std::string text;
  std::vector<OptionDescription> options;
  std::vector<OptionDescription> positionals;
  std::vector<CommandDescription> commands;
};

/// Hidden commands and options are left out.
CommandDescription describe(const CLI::App& app);

/// What a shell can offer for a value.
enum class ValueKind { word, choice, target, file, directory, command };
ValueKind kind_of(const OptionDescription& option);

/// Scripts for the shells, and a page for man(1).
std::string bash_completion(const CommandDescription& root);
std::string zsh_completion(const CommandDescription& root);
std::string fish_completion(const CommandDescription& root);
std::string man_page(const CommandDescription& root, const std::string& version);
/// The same as a page of the documentation (docs/cli.md).
std::string markdown_page(const CommandDescription& root);

}  // namespace buildstd::cli
