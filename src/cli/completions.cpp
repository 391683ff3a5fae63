// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "cli/description.hpp"

namespace buildstd::cli {

namespace {

// The compiler knows its targets; which compiler it is follows Cargo's variable.
constexpr std::string_view list_targets = "${RUSTC:-rustc} --print target-list 2>/dev/null";

std::vector<std::string> names_of(const std::vector<OptionDescription>& options) {
  std::vector<std::string> names;
  for (const auto& option : options) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

std::vector<std::string> command_names(const CommandDescription& command) {
  std::vector<std::string> names;
  for (const auto& inner : command.commands) names.push_back(inner.name);
  return names;
}

/// Calls `visit(path, command)` for a command and all below it; the path of the first is empty.
template <class Visit>
void for_each_command(const CommandDescription& command, const std::string& path, const Visit& visit) {
  visit(path, command);
  for (const auto& inner : command.commands)
    for_each_command(inner, path.empty() ? inner.name : path + " " + inner.name, visit);
}

std::string bash_values(const OptionDescription& option) {
  switch (kind_of(option)) {
    case ValueKind::choice: return fmt::format("compgen -W '{}' -- \"$current\"", text::join(option.choices, " "));
    case ValueKind::target: return fmt::format("compgen -W \"$({})\" -- \"$current\"", list_targets);
    case ValueKind::directory: return "compgen -d -- \"$current\"";
    case ValueKind::file: return "compgen -f -- \"$current\"";
    case ValueKind::command: return "compgen -c -- \"$current\"";
    case ValueKind::word: break;
  }
  return {};
}

/// The branches of a `case` over `path:option` that list an option's values.
std::string bash_option_cases(const CommandDescription& root) {
  std::string out;
  for_each_command(root, "", [&](const std::string& path, const CommandDescription& command) {
    for (const auto& option : command.options) {
      if (option.value.empty()) continue;
      std::vector<std::string> patterns;
      // Global options are understood behind every command too.
      for (const auto& name : option.names) patterns.push_back(path.empty() ? "*:" + name : "'" + path + ":'" + name);
      const auto values = bash_values(option);
      out += fmt::format("    {})\n      {}\n      return ;;\n", text::join(patterns, " | "),
                         values.empty() ? ":" : fmt::format("mapfile -t COMPREPLY < <({})", values));
    }
  });
  return out;
}

/// The branches of a `case` over the path that list what may stand next.
std::string bash_word_cases(const CommandDescription& root) {
  std::string out;
  const auto global = text::join(names_of(root.options), " ");
  for_each_command(root, "", [&](const std::string& path, const CommandDescription& command) {
    auto words = command_names(command);
    for (const auto& positional : command.positionals)
      words.insert(words.end(), positional.choices.begin(), positional.choices.end());
    auto options = path.empty() ? global : text::join(names_of(command.options), " ") + " " + global;
    out += fmt::format("    '{}') words='{}' options='{}' ;;\n", path, text::join(words, " "), options);
  });
  return out;
}

/// `'build' | 'print sysroot'`: the paths that a word may lead to.
std::string bash_paths(const CommandDescription& root) {
  std::vector<std::string> paths;
  for_each_command(root, "", [&](const std::string& path, const CommandDescription&) {
    if (!path.empty()) paths.push_back("'" + path + "'");
  });
  return text::join(paths, " | ");
}

std::string zsh_quote(std::string_view input) { return text::replace_all(std::string(input), "'", "'\\''"); }

/// A description inside `_arguments`' brackets.
std::string zsh_text(std::string_view input) {
  std::string out;
  for (const char c : zsh_quote(input)) {
    if (c == '[' || c == ']' || c == ':') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_action(const OptionDescription& option) {
  switch (kind_of(option)) {
    case ValueKind::choice: return "(" + text::join(option.choices, " ") + ")";
    case ValueKind::target: return "_buildstd_targets";
    case ValueKind::directory: return "_files -/";
    case ValueKind::file: return "_files";
    case ValueKind::command: return "_normal";
    case ValueKind::word: break;
  }
  return " ";
}

std::string zsh_option(const OptionDescription& option) {
  std::string out;
  for (const auto& name : option.names) {
    const bool is_long = name.starts_with("--");
    out += fmt::format("      '{}{}{}[{}]", option.is_repeatable ? "*" : "", name,
                       option.value.empty() ? ""
                       : is_long            ? "="
                                            : "+",
                       zsh_text(option.text));
    if (!option.value.empty()) out += fmt::format(":{}:{}", zsh_text(option.value), zsh_action(option));
    out += "' \\\n";
  }
  return out;
}

std::string zsh_function_name(const std::string& path) {
  return "_buildstd" + (path.empty() ? "" : "__" + text::replace_all(text::replace_all(path, " ", "__"), "-", "_"));
}

std::string zsh_function(const std::string& path, const CommandDescription& command, const CommandDescription& root) {
  auto out = fmt::format("{}() {{\n  local state line\n  local -a commands\n  _arguments -C -S -s \\\n",
                         zsh_function_name(path));
  for (const auto& option : command.options) out += zsh_option(option);
  if (!path.empty()) {
    for (const auto& option : root.options) {
      if (option.names.back() != "--help" && option.names.back() != "--version") out += zsh_option(option);
    }
  }
  for (const auto& positional : command.positionals)
    out += fmt::format("      '*::{}:{}' \\\n", zsh_text(positional.text), zsh_action(positional));
  if (command.commands.empty()) return out + "      && return 0\n}\n";
  out += "      '1: :->command' '*:: :->arguments' && return 0\n  case $state in\n    command)\n      commands=(\n";
  for (const auto& inner : command.commands)
    out += fmt::format("        '{}:{}'\n", inner.name, zsh_quote(text::replace_all(inner.text, ":", "\\:")));
  out += "      )\n      _describe command commands ;;\n    arguments)\n      case $words[1] in\n";
  for (const auto& inner : command.commands)
    out += fmt::format("        {}) {} ;;\n", inner.name,
                       zsh_function_name(path.empty() ? inner.name : path + " " + inner.name));
  return out + "      esac ;;\n  esac\n}\n";
}

std::string fish_quote(std::string_view input) {
  return "'" + text::replace_all(text::replace_all(std::string(input), "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_values(const OptionDescription& option) {
  switch (kind_of(option)) {
    case ValueKind::choice: return " -x -a " + fish_quote(text::join(option.choices, " "));
    case ValueKind::target: return " -x -a '(__buildstd_targets)'";
    case ValueKind::directory: return " -x -a '(__fish_complete_directories)'";
    case ValueKind::file: return " -r -F";
    case ValueKind::command:
    case ValueKind::word: break;
  }
  return " -x";
}

std::string fish_option(const OptionDescription& option, const std::string& condition) {
  std::string out = "complete -c buildstd" + condition;
  for (const auto& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.value.empty()) out += fish_values(option);
  return out + " -d " + fish_quote(option.text) + "\n";
}

}  // namespace

std::string bash_completion(const CommandDescription& root) {
  std::string out = "# Made by `buildstd completions bash`.\n_buildstd() {\n";
  out +=
      "  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path= words= options= word i\n"
      "  COMPREPLY=()\n"
      "  # bash takes `--option=value` apart.\n"
      "  if [[ $current == = ]]; then\n    current=\n"
      "  elif [[ $before == = ]]; then\n    before=${COMP_WORDS[COMP_CWORD-2]}\n  fi\n"
      "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
      "    word=${COMP_WORDS[i]}\n"
      "    if [[ $word == -- ]]; then\n"
      "      if ((i + 1 == COMP_CWORD)); then mapfile -t COMPREPLY < <(compgen -c -- \"$current\")\n"
      "      else mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); fi\n"
      "      return\n"
      "    fi\n"
      "    case \"${path:+$path }$word\" in\n";
  out += fmt::format("      {}) path=\"${{path:+$path }}$word\" ;;\n    esac\n  done\n", bash_paths(root));
  out += "  case \"$path:$before\" in\n" + bash_option_cases(root) + "  esac\n";
  out += "  case \"$path\" in\n" + bash_word_cases(root) + "  esac\n";
  out +=
      "  if [[ $current == -* ]]; then words=$options; fi\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}\n"
      "complete -o bashdefault -o default -F _buildstd buildstd cargo-buildstd\n";
  return out;
}

std::string zsh_completion(const CommandDescription& root) {
  std::string out = "#compdef buildstd cargo-buildstd\n# Made by `buildstd completions zsh`.\n\n";
  out += fmt::format(
      "_buildstd_targets() {{\n  local -a targets\n  targets=(${{(f)\"$({})\"}})\n  "
      "compadd -a targets\n}}\n\n",
      list_targets);
  for_each_command(root, "", [&](const std::string& path, const CommandDescription& command) {
    out += zsh_function(path, command, root) + "\n";
  });
  return out +
         "if [ \"$funcstack[1]\" = _buildstd ]; then _buildstd \"$@\"; else compdef _buildstd buildstd "
         "cargo-buildstd; fi\n";
}

std::string fish_completion(const CommandDescription& root) {
  std::string out = "# Made by `buildstd completions fish`.\n";
  out +=
      "function __buildstd_targets\n  set -l rustc rustc\n  set -q RUSTC; and set rustc $RUSTC\n"
      "  $rustc --print target-list 2>/dev/null\nend\n";
  for (const auto& option : root.options) out += fish_option(option, "");
  const auto top = text::join(command_names(root), " ");
  for_each_command(root, "", [&](const std::string& path, const CommandDescription& command) {
    auto condition = fmt::format("not __fish_seen_subcommand_from {}", top);
    const auto words = text::words(path);
    if (!words.empty())
      condition = "__fish_seen_subcommand_from " + text::join(words, "; and __fish_seen_subcommand_from ");
    if (!words.empty() && !command.commands.empty())
      condition += "; and not __fish_seen_subcommand_from " + text::join(command_names(command), " ");
    const auto option = " -n " + fish_quote(condition);
    for (const auto& inner : command.commands)
      out += fmt::format("complete -c buildstd{} -f -a {} -d {}\n", option, inner.name, fish_quote(inner.text));
    for (const auto& positional : command.positionals) {
      if (!positional.choices.empty())
        out += fmt::format("complete -c buildstd{} -f -a {} -d {}\n", option,
                           fish_quote(text::join(positional.choices, " ")), fish_quote(positional.text));
    }
    if (path.empty()) return;
    for (const auto& each : command.options) out += fish_option(each, option);
  });
  return out;
}

}  // namespace buildstd::cli
