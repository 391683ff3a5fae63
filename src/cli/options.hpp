// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <deque>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "cli/option_table.hpp"

namespace buildstd::cli {

/// Adds entries of the option table to the parser, and knows afterwards which of them were given.
class OptionParser {
 public:
  void add(CLI::App& command, std::initializer_list<OptionGroup> groups);
  /// In the order of the table.
  [[nodiscard]] std::vector<GivenOption> given() const;

 private:
  void add(CLI::App& command, const OptionEntry& entry);

  std::vector<std::pair<const OptionEntry*, const CLI::Option*>> added_;
  std::deque<std::vector<std::string>> values_;  ///< the parser keeps references to them
};

}  // namespace buildstd::cli
