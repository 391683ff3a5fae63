// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/config/settings.hpp"

namespace buildstd::ops {

using config::Verbosity;

/// How a person wants to be talked to, by the options and then by Cargo's `term.*`. Unset: nobody says.
struct TerminalSettings {
  Verbosity verbosity = Verbosity::normal;
  std::optional<std::string> color;     ///< auto, always, never
  std::optional<std::string> progress;  ///< auto, always, never
  std::optional<unsigned> progress_width;
};

/// What the command line says of it.
struct TerminalOptions {
  unsigned verbose = 0;  ///< how often `-v` was given
  bool quiet = false;
  std::optional<std::string> color;
};

Result<TerminalSettings> terminal_settings(const config::Config& config, const TerminalOptions& options);

}  // namespace buildstd::ops
