// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>

#include "buildstd/base/error.hpp"
#include "buildstd/workspace/lockfile.hpp"
#include "buildstd/workspace/manifest.hpp"

namespace buildstd::workspace {

/// A package that takes the place of one that the sources lack, where all that its users do with it is to
/// mention it: `cc`, in the build scripts of compiler_builtins and profiler_builtins, when the C code is there
/// already compiled (LLVM_COMPILER_RT_LIB, LLVM_PROFILER_RT_LIB). Distributions leave `cc` out of `library/vendor`.
/// It fails when it is asked to compile. Its source is written below `folder`.
/// @return nothing for a package that has no stand-in
Result<std::optional<Package>> stand_in(const LockedPackage& locked, const std::filesystem::path& folder);

}  // namespace buildstd::workspace
