// SPDX-License-Identifier: MIT
#include "buildstd/ops/emit.hpp"

#include "buildstd/base/rustlib.hpp"

namespace buildstd::ops {

Result<void> emit(const std::vector<Sysroot>& sysroots, const sysroot::Emission& emission) {
  if (sysroots.size() != 1)
    return fail(Error("`--emit` is for one target").help("choose one with `--target`").exit_status(1));
  const auto& made = sysroots.front();
  if (made.is_prebuilt)
    return fail(Error("the prebuilt standard library is to be used: there is nothing to emit")
                    .note("the configuration says `build-std.when = \"never\"`")
                    .help("add `--force` to build it all the same"));
  return sysroot::emit(rustlib::libraries(made.path, made.target), emission);
}

}  // namespace buildstd::ops
