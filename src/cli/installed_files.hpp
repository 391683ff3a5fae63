// SPDX-License-Identifier: MIT
#pragma once

#include "buildstd/ops/session.hpp"

namespace buildstd::cli {

/// What belongs to this program: beside it, or in the package's `libexec/buildstd`.
ops::InstalledFiles find_installed_files();

}  // namespace buildstd::cli
