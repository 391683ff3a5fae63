// SPDX-License-Identifier: MIT
#include "buildstd/ops/clean.hpp"

namespace buildstd::ops {

Result<Cleaned> clean(const Invocation& invocation, const std::function<void()>& waiting) {
  BUILDSTD_TRY(const auto state, state_directory(invocation));
  return StateDirectory::remove(state, waiting);
}

}  // namespace buildstd::ops
