// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"

namespace buildstd::ops {

/// Arguments that give rustc the crates of a sysroot one by one, as RFC 3874 has Cargo do it, for build systems that
/// treat std as they treat any other library: `--extern noprelude,nounused:NAME=FILE` for what a crate may name (and
/// the panic runtimes, which rustc looks for there), `-L dependency=FOLDER` for what those need. The modifiers are
/// unstable, so that the compiler has to be a nightly one, or be called with `RUSTC_BOOTSTRAP=1`.
/// An error for more than one sysroot, and for the toolchain's own.
Result<std::vector<std::string>> extern_flags(const std::vector<Sysroot>& sysroots);

}  // namespace buildstd::ops
