// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "verify/compare.hpp"
#include "verify/loaded_crate.hpp"

namespace buildstd::verify {

/// What the evidence of a crate tells of why it differs, without its dependencies.
std::vector<Reason> own_reasons(const CrateEvidence& there, const CrateEvidence& here,
                                const std::map<std::string, std::string>& versions_here);

/// Hashes that differ where nothing else does.
std::vector<Reason> hash_reasons(const CrateFacts& there, const CrateFacts& here);

/// Why only one side has a crate.
/// @param is_there the reference has it
std::vector<Reason> reasons_of_absence(const CrateEvidence& crate, const std::string& other_rustc, bool is_there);

/// What single differences of the crate may be traced to.
CauseContext cause_context(const CrateEvidence& there, const CrateEvidence& here,
                           const std::map<std::string, std::string>& versions_here, const std::vector<Reason>& reasons,
                           bool crate_ids_differ);

/// Adds what single differences were traced to, where it is no reason yet.
void add_code_reasons(CrateReport& report);

/// Adds to each crate that is not the same those of its dependencies where differences begin.
void add_dependency_reasons(std::vector<CrateReport>& crates);

}  // namespace buildstd::verify
