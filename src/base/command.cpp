// SPDX-License-Identifier: MIT
#include "buildstd/base/command.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "buildstd/base/text.hpp"

namespace buildstd {

std::string Command::shell_line() const {
  std::string line;
  if (!cwd.empty()) line += "cd " + text::shell_quote(cwd.string()) + " && ";
  std::string unset;
  std::string set;
  for (const auto& [name, value] : environment) {
    if (value) {
      set += name + "=" + text::shell_quote(*value) + " ";
    } else {
      unset += "-u " + name + " ";
    }
  }
  if (!unset.empty()) line += "env " + unset;
  line += set;
  line += text::shell_quote(program.string());
  for (const auto& argument : arguments) line += " " + text::shell_quote(argument);
  return line;
}

Environment Command::environment_over(const Environment& base) const {
  Environment merged = base;
  for (const auto& [name, value] : environment) {
    if (value) {
      merged.set(name, *value);
    } else {
      merged.unset(name);
    }
  }
  return merged;
}

Command Command::with(std::vector<std::string> more) const {
  auto longer = *this;
  longer.arguments.insert(longer.arguments.end(), std::make_move_iterator(more.begin()),
                          std::make_move_iterator(more.end()));
  return longer;
}

Command Command::behind(std::string wrapper) const {
  auto wrapped = *this;
  wrapped.arguments.insert(wrapped.arguments.begin(), program.string());
  wrapped.program = std::move(wrapper);
  return wrapped;
}

std::string failed_process(std::string_view command, std::string_view status) {
  return fmt::format("process didn't exit successfully: `{}` ({})", command, status);
}

}  // namespace buildstd
