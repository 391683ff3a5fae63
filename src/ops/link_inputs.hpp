// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
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

/// The folders of `--self-contained-dir`, absolute; an error where one is not there.
Result<std::vector<std::filesystem::path>> link_folders(const Selection& selection, const std::filesystem::path& cwd);

/// @param folders where to look for what the toolchain lacks
LinkInputs find_link_inputs(const toolchain::Toolchain& toolchain, const TargetChoice& choice,
                            const std::vector<std::filesystem::path>& folders);

/// Over what `supplied` files are; empty where there are none.
std::string fingerprint(const std::vector<sysroot::SuppliedFile>& supplied);

/// What else the check of a choice depends on.
struct ChoiceCheck {
  bool is_rustups = false;     ///< rustup's commands install what is missing
  bool metadata_only = false;  ///< nothing is linked
};

/// What can be said before anything is compiled: an error where the compiler would refuse every crate, a warning where
/// linking will lack files.
Result<void> check_choice(const TargetChoice& choice, const ChoiceCheck& check, const LinkInputs& inputs,
                          Diagnostics& diagnostics);

}  // namespace buildstd::ops
