// SPDX-License-Identifier: MIT
#include "cli/description.hpp"

#include <algorithm>

#include "buildstd/base/text.hpp"
#include "cli/option_table.hpp"

namespace buildstd::cli {

namespace {

// CLI11 puts what a validator accepts behind the type's name: `FORMAT:{human,json}`, `N:UINT in [1 - 256]`.
void take_value(const std::string& type, OptionDescription& option) {
  const auto brace = type.find(":{");
  option.value = type.substr(0, type.find(':'));
  if (brace == std::string::npos) return;
  const auto end = type.find('}', brace);
  option.choices = text::split(std::string_view(type).substr(brace + 2, end - brace - 2), ',');
}

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription described;
  for (const auto& name : option.get_snames()) described.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) described.names.push_back("--" + name);
  if (described.names.empty()) described.names.push_back(option.get_name());
  if (option.get_items_expected_max() > 0) take_value(option.get_type_name(), described);
  described.text = option.get_description();
  described.is_repeatable = option.get_items_expected_max() > 1;
  return described;
}

// Of options whose values are checked after parsing, where a misspelt one gets the nearest.
std::vector<std::string> choices_of(const OptionDescription& described) {
  for (const auto& entry : option_table()) {
    if (std::ranges::find(described.names, entry.name()) != described.names.end())
      return {entry.values.begin(), entry.values.end()};
  }
  return {};
}

}  // namespace

CommandDescription describe(const CLI::App& app) {
  CommandDescription command{app.get_name(), app.get_description(), {}, {}, {}};
  for (const auto* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    auto described = describe_option(*option);
    if (described.choices.empty()) described.choices = choices_of(described);
    (option->get_positional() ? command.positionals : command.options).push_back(std::move(described));
  }
  for (const auto* inner : app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); }))
    command.commands.push_back(describe(*inner));
  return command;
}

ValueKind kind_of(const OptionDescription& option) {
  if (!option.choices.empty()) return ValueKind::choice;
  if (option.value == "TRIPLE") return ValueKind::target;
  if (option.value == "DIR") return ValueKind::directory;
  if (option.value == "PATH" || option.value.find("FILE") != std::string::npos) return ValueKind::file;
  if (option.value == "CMD...") return ValueKind::command;
  return ValueKind::word;
}

}  // namespace buildstd::cli
