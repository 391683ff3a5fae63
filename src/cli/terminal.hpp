// SPDX-License-Identifier: MIT
#pragma once

namespace buildstd::cli {

bool stderr_is_terminal();
bool stdout_is_terminal();
/// Columns of the terminal on standard error; 0 where it cannot be told.
unsigned terminal_width();
/// How many processors this process may use.
unsigned available_cpus();

}  // namespace buildstd::cli
