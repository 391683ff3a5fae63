// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

/// What processes use of the machine, and how they share it. Where a system does not tell, nothing is returned.
namespace buildstd::process {

/// Processor time that a running process and its children that have ended have used, in seconds.
std::optional<double> processor_seconds(int pid);
/// The same of all children of this process that have been waited for, and of theirs.
std::optional<double> processor_seconds_of_children();

/// Lets others go before a process and all that share its group. It cannot be taken back without privileges.
void lower_priority(int pid);

/// How busy the machine's processors have been since it started, in units of its own.
struct ProcessorUse {
  double busy = 0;
  double total = 0;
};
std::optional<ProcessorUse> processor_use();

/// Whether much more runs on the machine, over the last minute, than it has processors and `own` processes of ours.
bool processors_are_wanted_by_others(unsigned own);

/// Bytes that can be had without swapping, within the bounds that this process has.
std::optional<std::uint64_t> available_memory();

}  // namespace buildstd::process
