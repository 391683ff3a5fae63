// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::sysroot {

/// The members of an archive (an rlib) whose names end in `.o`, as pieces of its bytes. GNU's and BSD's ways with long
/// names (rustc_codegen_ssa/src/back/archive.rs writes both); an error for anything that is no whole archive.
Result<std::vector<std::string_view>> archive_objects(std::string_view archive);

}  // namespace buildstd::sysroot
