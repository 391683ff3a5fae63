// SPDX-License-Identifier: MIT
#include "buildstd/ops/print.hpp"

namespace buildstd::ops {

Result<PrintedConfig> print_config(const Selection& selection, const Surroundings& surroundings, std::string_view key,
                                   config::Format format, config::ShowOrigin origin, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto config, load_config(selection, surroundings, diagnostics));
  PrintedConfig printed;
  BUILDSTD_TRY(printed.text, config::print(config, key, format, origin));
  BUILDSTD_TRY(printed.variables, config::affecting_variables(config, key));
  return printed;
}

}  // namespace buildstd::ops
