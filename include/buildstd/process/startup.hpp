// SPDX-License-Identifier: MIT
#pragma once

/// What a program has to see to before it does anything else, as Rust's runtime does for Cargo.
namespace buildstd::process {

/// Opens those of the three standard descriptors that were handed over closed on the null device: the first files that
/// are opened would take their numbers, and get what is meant for a person.
/// @return whether all three are open
bool open_standard_descriptors();

/// Lets a write to a pipe that nobody reads, or past the limit of a file's size, fail like any other, where it would
/// end the process with its children still running. Programs that are started are not affected.
void survive_failing_writes();

}  // namespace buildstd::process
