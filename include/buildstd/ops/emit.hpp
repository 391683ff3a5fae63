// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "buildstd/ops/build.hpp"

namespace buildstd::ops {

/// Whether what is to be built can be emitted: core or alloc, with code where objects are wanted, for one target, and
/// not the prebuilt one. Nothing to emit is no error.
Result<void> check_emission(const Session& session);

/// Leaves core's and alloc's files where a makefile wants them (`sysroot::emit`), if the selection says so.
/// @param sysroots of a session that passed `check_emission`
Result<void> emit(const std::vector<Sysroot>& sysroots, const Selection& selection);

}  // namespace buildstd::ops
