// SPDX-License-Identifier: MIT
#include "buildstd/config/settings.hpp"
#include "lookup.hpp"

namespace buildstd::config {

Result<bool> unstable_flag(const Config& config, std::string_view name) {
  BUILDSTD_TRY(const auto found, find_boolean(config.data(), Key::parse("unstable").child(name)));
  return found && found->value;
}

Result<std::optional<std::vector<std::string>>> alias(const Config& config, const std::string& name) {
  BUILDSTD_TRY(auto found, find_words(config.data(), Key::parse("alias").child(name)));
  if (!found) return std::nullopt;
  return std::move(found->value);
}

}  // namespace buildstd::config
