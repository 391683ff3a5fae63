// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// What `clean` took away.
struct Cleaned {
  std::filesystem::path directory;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

/// Removes all that buildstd keeps in the workspace's target directory. Needs no compiler.
Result<Cleaned> clean(const Invocation& invocation);

}  // namespace buildstd::ops
