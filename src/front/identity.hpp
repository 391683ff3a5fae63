// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "buildstd/ops/session.hpp"

namespace buildstd::front {

/// What all standard libraries that the front would make have in common: the compiler's content, the sources, what the
/// configuration says of `build-std`, and buildstd's own version. Cargo sees it as a line of the compiler's version,
/// and so compiles everything again when it changes. Flags, targets and profiles are not in it: those Cargo knows
/// itself. Nothing where no library would be made for any target.
/// @param selection as it was encoded for the variable; empty: none
/// @param run the name of the run of Cargo in which sources are looked at once; empty: none
std::optional<std::string> std_identity(const ops::Invocation& invocation, const ops::Session& session,
                                        const std::string& selection, const std::string& run);

}  // namespace buildstd::front
