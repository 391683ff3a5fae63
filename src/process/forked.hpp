// SPDX-License-Identifier: MIT
#pragma once

/// What a process that has just been forked does by means that systems differ in. All of it is async-signal-safe.
namespace buildstd::process {

/// Has the system kill this process when `parent`, which has started it, is gone, where the system can do that.
/// @return false where the parent is gone already
bool end_with_parent(int parent);

/// What lists of processes call this one, where the system can change that; at most 15 bytes.
void rename_this_process(const char* name);

/// Closes all descriptors from this one on.
void close_descriptors_from(int first);

}  // namespace buildstd::process
