// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// The flags of several targets as variables. Where all have the same ones, Cargo's one list for all holds them, and
/// `--sysroot` leads to a folder that joins the sysroots. Where configuration gives them different ones, each target
/// has its own variable, and Cargo adds it to the target's own table; such a list is split at blanks, so an error where
/// a value has one.
Result<std::map<std::string, std::string>> flags_of_targets(const Session& session,
                                                            const std::vector<Sysroot>& sysroots);

}  // namespace buildstd::ops
