// SPDX-License-Identifier: MIT
#include "buildstd/ops/clean.hpp"

namespace buildstd::ops {

Result<Cleaned> clean(const Selection& selection, const Surroundings& surroundings,
                      const std::function<void()>& waiting, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto config, load_config(selection, surroundings, diagnostics));
  BUILDSTD_TRY(const auto state, state_directory(selection, surroundings, config));
  return StateDirectory::remove(state, waiting);
}

}  // namespace buildstd::ops
