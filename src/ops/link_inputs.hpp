// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/ops/session.hpp"
#include "buildstd/sysroot/sysroot.hpp"

namespace buildstd::ops {

/// Files that programs for a target are linked with and that are neither crates nor the system's.
struct LinkInputs {
  std::vector<sysroot::SuppliedFile> supplied;  ///< the toolchain lacks them, `--self-contained-dir` has them
  std::vector<std::string> missing;             ///< neither has them
};
LinkInputs find_link_inputs(const Session& session, const TargetChoice& choice);

/// Over what `supplied` files are; empty where there are none.
std::string fingerprint(const std::vector<sysroot::SuppliedFile>& supplied);

/// What can be said before anything is compiled: an error where the compiler would refuse every crate, a warning where
/// linking will lack files.
Result<void> check_choice(const Session& session, const TargetChoice& choice, const LinkInputs& inputs,
                          Diagnostics& diagnostics);

}  // namespace buildstd::ops
