// SPDX-License-Identifier: MIT
#pragma once

#include <expected>
#include <optional>

#include "buildstd/base/command.hpp"
#include "buildstd/base/environment.hpp"
#include "buildstd/process/event_loop.hpp"
#include "process/guard.hpp"

namespace buildstd::process {

/// A pipe's ends, neither of them a standard descriptor; programs that are started do not get them.
struct Pipe {
  int read = -1;
  int write = -1;
};
std::expected<Pipe, int> make_pipe();
void close_pipe(const Pipe& pipe);

/// A process that runs, and the ends of its pipes to be read.
struct Spawned {
  int pid = 0;
  int standard_output = -1;
  int standard_error = -1;
  int standard_input = -1;  ///< to be written; -1: it is empty
};

/// Starts a command in a session, and so a process group, of its own, and with the signals
/// that it would have from Cargo: what is ignored by whoever started this process, it ignores too.
/// @param guard to which it belongs; may be null
/// @return the system's number for what is wrong where it cannot be started
std::expected<Spawned, int> spawn(const Command& command, const Environment& environment, const Guard* guard,
                                  StandardInput input);

/// Whether a child has ended. Its number is nobody else's until it is collected.
bool has_ended(int pid);
/// How a child that has ended did that, with the processor time of it and of those it has waited for.
ExitStatus collect(int pid);

}  // namespace buildstd::process
