// SPDX-License-Identifier: MIT
#include "buildstd/ops/terminal.hpp"

namespace buildstd::ops {

Result<TerminalWishes> terminal_wishes(const config::Config& config, const TerminalOptions& options) {
  BUILDSTD_TRY(const auto term, config::term(config));
  TerminalWishes wishes;
  BUILDSTD_TRY(wishes.verbosity, config::verbosity(term, options.verbose, options.quiet));
  wishes.color = options.color ? options.color : term.color;
  wishes.progress = term.progress_when;
  wishes.progress_width = term.progress_width;
  return wishes;
}

}  // namespace buildstd::ops
