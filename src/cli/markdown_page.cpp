// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "cli/description.hpp"

namespace buildstd::cli {

namespace {

/// Text in a cell of a table.
std::string cell_text(std::string_view input) {
  return text::replace_all(text::replace_all(std::string(input), "|", "\\|"), "\n", "<br>");
}

std::string row(const OptionDescription& option) {
  auto names = text::join(option.names, ", ");
  if (!option.value.empty() && option.names.front().starts_with('-')) names += " " + option.value;
  auto said = cell_text(option.text);
  if (!option.choices.empty() && option.text.find(option.choices.front()) == std::string::npos)
    said += " (" + cell_text(text::join(option.choices, ", ")) + ")";
  return fmt::format("| `{}` | {} |\n", cell_text(names), said);
}

std::string table(const CommandDescription& command) {
  std::string rows;
  for (const auto& positional : command.positionals) rows += row(positional);
  for (const auto& option : command.options) {
    if (option.names.back() != "--help") rows += row(option);
  }
  return rows.empty() ? rows : "\n| | |\n|---|---|\n" + rows;
}

std::string section(const CommandDescription& command, const std::string& path) {
  auto out = fmt::format("\n## buildstd {}\n\n{}.\n{}", path, cell_text(command.text), table(command));
  for (const auto& inner : command.commands) out += section(inner, path + " " + inner.name);
  return out;
}

}  // namespace

std::string markdown_page(const CommandDescription& root) {
  std::string out =
      "# The command line\n\nMade by `buildstd man --format markdown`.\n\n"
      "`buildstd [+toolchain] [OPTIONS] COMMAND [OPTIONS]`; these options are understood before and behind the "
      "command:\n";
  out += table(root);
  for (const auto& command : root.commands) out += section(command, command.name);
  return out;
}

}  // namespace buildstd::cli
