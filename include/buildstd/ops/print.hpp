// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "buildstd/config/render.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Configuration as text.
struct PrintedConfig {
  std::string text;                    ///< as `cargo config get` prints it
  std::vector<std::string> variables;  ///< `NAME=value` of those that bear on it without being in the text
};

/// The merged configuration, or what is below `key`. Needs no compiler.
Result<PrintedConfig> print_config(const Invocation& invocation, std::string_view key, config::Format format,
                                   config::ShowOrigin origin);

}  // namespace buildstd::ops
