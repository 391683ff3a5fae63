// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "cli/description.hpp"

// The language: groff_man(7).
namespace buildstd::cli {

namespace {

/// Text that groff does not take for its own: dashes stay dashes, a dot begins no request.
std::string groff_text(std::string_view input) {
  auto out = text::replace_all(std::string(input), "\\", "\\e");
  out = text::replace_all(text::replace_all(std::move(out), "-", "\\-"), "`", "\\`");
  out = text::replace_all(std::move(out), "\n", "\n.br\n");
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string option_item(const OptionDescription& option) {
  std::vector<std::string> names;
  for (const auto& name : option.names) names.push_back("\\fB" + groff_text(name) + "\\fR");
  auto out = ".TP\n" + text::join(names, ", ");
  if (!option.value.empty()) out += " \\fI" + groff_text(option.value) + "\\fR";
  out += "\n" + groff_text(option.text) + "\n";
  if (!option.choices.empty() && option.text.find(option.choices.front()) == std::string::npos)
    out += "(" + groff_text(text::join(option.choices, ", ")) + ")\n";
  return out;
}

std::string command_section(const CommandDescription& command, const std::string& path) {
  std::string out = fmt::format(".SS buildstd {}", groff_text(path));
  for (const auto& positional : command.positionals) out += " [" + groff_text(positional.names.front()) + "]";
  out += "\n" + groff_text(command.text) + ".\n";
  for (const auto& positional : command.positionals) {
    auto shown = positional;
    shown.value.clear();
    out += option_item(shown);
  }
  for (const auto& option : command.options) {
    if (option.names.back() != "--help") out += option_item(option);
  }
  for (const auto& inner : command.commands) out += command_section(inner, path + " " + inner.name);
  return out;
}

// What is no part of the parser. docs/guide.md has the same in more words.
constexpr std::string_view last_sections =
    ".SH EXIT STATUS\n"
    "0: success. 1: wrong usage. 2: \\fBverify\\fR found differences. 101: any other failure. 130: Ctrl\\-C. "
    "\\fBexec\\fR: that of its command.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBRUSTC\\fR, \\fBRUSTFLAGS\\fR, \\fBCARGO_HOME\\fR, \\fBCARGO_TARGET_DIR\\fR, \\fBCARGO_*\\fR\n"
    "As for Cargo.\n"
    ".TP\n\\fBNO_COLOR\\fR\n"
    "Set to anything: no colors, unless \\fB\\-\\-color\\fR or \\fBterm.color\\fR asks for them.\n"
    ".SH FILES\n"
    ".TP\n\\fI.cargo/config.toml\\fR\n"
    "Cargo's configuration, of the working directory and all above it; \\fBbuild\\-std\\fR says what is built.\n"
    ".TP\n\\fItarget/buildstd\\fR\n"
    "All that is built.\n"
    ".SH SEE ALSO\n"
    "\\fBcargo\\fR(1), \\fBrustc\\fR(1)\n";

}  // namespace

std::string man_page(const CommandDescription& root, const std::string& version) {
  auto out = fmt::format(".TH BUILDSTD 1 \"\" \"buildstd {}\" \"User Commands\"\n.ad l\n.nh\n", groff_text(version));
  out += fmt::format(".SH NAME\nbuildstd \\- {}\n", groff_text(root.text));
  out += ".SH SYNOPSIS\n\\fBbuildstd\\fR [+\\fItoolchain\\fR] [\\fIoptions\\fR] \\fIcommand\\fR [\\fIoptions\\fR]\n";
  out += ".SH OPTIONS\nThey are understood before and behind the command.\n";
  for (const auto& option : root.options) out += option_item(option);
  out += ".SH COMMANDS\n";
  for (const auto& command : root.commands) out += command_section(command, command.name);
  return out + std::string(last_sections);
}

}  // namespace buildstd::cli
