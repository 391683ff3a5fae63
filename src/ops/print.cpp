// SPDX-License-Identifier: MIT
#include "buildstd/ops/print.hpp"

namespace buildstd::ops {

Result<PrintedConfig> print_config(const Invocation& invocation, std::string_view key, config::Format format,
                                   config::ShowOrigin origin) {
  PrintedConfig printed;
  BUILDSTD_TRY(printed.text, config::print(invocation.config, key, format, origin));
  BUILDSTD_TRY(printed.variables, config::affecting_variables(invocation.config, key));
  return printed;
}

}  // namespace buildstd::ops
