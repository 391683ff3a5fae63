// SPDX-License-Identifier: MIT
#pragma once

namespace buildstd::cli {

bool stderr_is_terminal();
bool stdout_is_terminal();
/// Columns of the terminal on standard error; 0 where it cannot be told.
unsigned terminal_width();
/// Lets a write to a pipe that nobody reads, or past the limit of a file's size, fail like any other, where it
/// would end the process with its children still running.
void survive_failing_writes();
/// How many processors this process may use.
unsigned available_cpus();

}  // namespace buildstd::cli
