// SPDX-License-Identifier: MIT
#include "buildstd/base/environment.hpp"

namespace buildstd {

std::optional<std::string> Environment::get(std::string_view name) const {
  const auto found = variables_.find(name);
  if (found == variables_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Environment::get_nonempty(std::string_view name) const {
  auto value = get(name);
  if (value && value->empty()) return std::nullopt;
  return value;
}

void Environment::unset(std::string_view name) {
  if (const auto found = variables_.find(name); found != variables_.end()) variables_.erase(found);
}

std::optional<std::filesystem::path> personal_folder(const Environment& environment, std::string_view variable,
                                                     const std::filesystem::path& below_home) {
  const std::filesystem::path folder = environment.get(variable).value_or("");
  if (folder.is_absolute()) return folder;
  const std::filesystem::path home = environment.get("HOME").value_or("");
  if (home.is_absolute()) return home / below_home;
  return std::nullopt;
}

}  // namespace buildstd
