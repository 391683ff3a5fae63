// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "verify/compare.hpp"

namespace buildstd::verify {

/// What the evidence of a crate tells of why it differs, without its dependencies.
std::vector<Reason> own_reasons(const CrateEvidence& there, const CrateEvidence& here,
                                const std::map<std::string, std::string>& versions_here);

/// Adds to each crate that is not the same those of its dependencies where differences begin.
void add_dependency_reasons(std::vector<CrateReport>& crates);

}  // namespace buildstd::verify
