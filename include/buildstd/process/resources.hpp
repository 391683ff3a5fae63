// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

/// What processes use of the machine, and how they share it. Where a system does not tell, nothing is returned.
namespace buildstd::process {

/// Processor time that a running process and its children that have ended have used, in seconds.
std::optional<double> processor_seconds(int pid);
/// Bytes of memory that a running process has at the moment.
std::optional<std::uint64_t> resident_memory(int pid);

/// How busy the machine's processors have been since it started, in units of its own.
struct ProcessorUse {
  double busy = 0;
  double total = 0;
};
std::optional<ProcessorUse> processor_use();

/// Bytes that can be had without swapping, within the bounds that this process has.
std::optional<std::uint64_t> available_memory();

}  // namespace buildstd::process
