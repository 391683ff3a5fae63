// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// One thing a build needs, and whether it is there.
struct Check {
  std::string name;
  std::string found;           ///< what is there, for people
  std::optional<Error> error;  ///< what is wrong, with its cure
};

/// Looks at everything that would stop a build here, in the order a build comes to it. Changes nothing but
/// the compiler's answers in the cache.
std::vector<Check> doctor(const Invocation& invocation, Diagnostics& diagnostics);

}  // namespace buildstd::ops
