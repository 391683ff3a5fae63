// SPDX-License-Identifier: MIT
#include "buildstd/ops/terminal.hpp"

namespace buildstd::ops {

Result<TerminalSettings> terminal_settings(const config::Config& config, const TerminalOptions& options) {
  BUILDSTD_TRY(const auto term, config::term(config));
  TerminalSettings settings;
  BUILDSTD_TRY(settings.verbosity, config::verbosity(term, options.verbose, options.quiet));
  settings.color = options.color ? options.color : term.color;
  settings.progress = term.progress_when;
  settings.progress_width = term.progress_width;
  return settings;
}

}  // namespace buildstd::ops
