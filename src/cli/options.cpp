// SPDX-License-Identifier: MIT
#include "cli/options.hpp"

#include <algorithm>

namespace buildstd::cli {

void OptionParser::add(CLI::App& command, std::initializer_list<OptionGroup> groups) {
  for (const auto& entry : option_table()) {
    if (std::ranges::find(groups, entry.group) != groups.end()) add(command, entry);
  }
}

void OptionParser::add(CLI::App& command, const OptionEntry& entry) {
  const std::string names(entry.names);
  const std::string text(entry.text);
  if (entry.value_name.empty()) {
    added_.emplace_back(&entry, command.add_flag(names, text));
    return;
  }
  auto* const option =
      command.add_option(names, values_.emplace_back(), text)->type_name(std::string(entry.value_name));
  if (entry.is_list) option->delimiter(',');
  option->allow_extra_args(false);  // else it would take the `--` behind its value too, and what follows
  if (!entry.is_repeatable) option->expected(1);
  added_.emplace_back(&entry, option);
}

std::vector<GivenOption> OptionParser::given() const {
  std::vector<GivenOption> all;
  for (const auto& [entry, option] : added_) {
    if (option->count() == 0) continue;
    if (entry->value_name.empty()) {
      all.push_back({entry, {}});
    } else {
      for (const auto& value : option->results()) all.push_back({entry, value});
    }
  }
  std::ranges::stable_sort(all, {}, &GivenOption::option);
  return all;
}

}  // namespace buildstd::cli
