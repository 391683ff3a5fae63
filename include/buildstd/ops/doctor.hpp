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

/// Looks at everything that would stop a build here, or the linking of a program with what it makes: by the same code,
/// but without compiling std. Writes nothing outside a temporary folder.
std::vector<Check> doctor(const Invocation& invocation, Diagnostics& diagnostics);

}  // namespace buildstd::ops
