// SPDX-License-Identifier: MIT
#pragma once

#include "base/toml.hpp"
#include "buildstd/workspace/manifest.hpp"

namespace buildstd::workspace {

/// The root manifest as members see it.
struct Inheritance {
  const TomlDocument& root;

  /// `[workspace.SECTION] KEY`, null where there is none.
  [[nodiscard]] const toml::node* find(std::string_view section, std::string_view key) const {
    return root.root["workspace"][section][key].node();
  }
};

}  // namespace buildstd::workspace
