// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include "verify/loaded_crate.hpp"

namespace buildstd::verify {

/// What the files of each of these crates tell, each read in a process of its own. In their order.
std::vector<std::pair<CrateFiles, Result<CrateFacts>>> facts_of(const SysrootFiles& sysroot,
                                                                const std::vector<CrateFiles>& crates);

}  // namespace buildstd::verify
