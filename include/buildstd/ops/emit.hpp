// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/sysroot/emit.hpp"

namespace buildstd::ops {

/// Leaves core's and alloc's files where a makefile wants them (`sysroot::emit`). An error for several targets, and
/// where the prebuilt standard library is used.
Result<void> emit(const std::vector<Sysroot>& sysroots, const sysroot::Emission& emission);

}  // namespace buildstd::ops
