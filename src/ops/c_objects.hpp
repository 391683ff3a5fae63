// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// `--c-objects prebuilt`: takes the C objects of compiler_builtins and profiler_builtins out of the prebuilt std of
/// the session's one target, and sets the variables by which std's build scripts find them, in place of compiling or
/// naming LLVM's. They come in as they came into the prebuilt: in an archive that the `cc` crate would have made, or in
/// LLVM's own.
Result<void> take_c_objects(Session& session, Diagnostics& diagnostics);

}  // namespace buildstd::ops
