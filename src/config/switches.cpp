// SPDX-License-Identifier: MIT
#include "buildstd/config/settings.hpp"
#include "lookup.hpp"

namespace buildstd::config {

Result<std::optional<std::vector<std::string>>> alias(const Config& config, const std::string& name) {
  BUILDSTD_TRY(auto found, find_words(config.data(), Key::parse("alias").child(name)));
  if (!found) return std::nullopt;
  return std::move(found->value);
}

}  // namespace buildstd::config
