// SPDX-License-Identifier: MIT
#pragma once

#include "verify/compare.hpp"

namespace buildstd::verify {

/// Lays out the pairs of files that differ, for programs like diffoscope: `a/libcore.rlib` is the one there,
/// `b/libcore.rlib` the one here; hashes are left out of the names. `directory` has to be new or empty. Copies only.
Result<void> write_diff_dir(const fs::Path& directory, const SysrootReport& report, const CompareOptions& options);

}  // namespace buildstd::verify
