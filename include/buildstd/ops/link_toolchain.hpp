// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// A toolchain under a name of rustup's, whose std is ours.
struct ToolchainLink {
  std::string name;
  std::filesystem::path folder;
};

/// Checks a name and a place before anything is built. Unset, the folder is among the user's data
/// (`$XDG_DATA_HOME/buildstd/toolchains/NAME`): it is to outlive target directories.
Result<ToolchainLink> plan_toolchain_link(const std::string& name, const std::optional<std::filesystem::path>& folder,
                                          const ProcessContext& process_context);

/// Whether what the session has chosen makes a toolchain that works.
Result<void> check_for_toolchain(const Session& session, const ToolchainLink& link);

/// Makes, or replaces, the folder. It needs neither the sysroots nor the target directory afterwards.
Result<void> make_toolchain(const Session& session, const std::vector<Sysroot>& sysroots, const ToolchainLink& link);

/// Has rustup take the folder under its name; false: there is no rustup.
Result<bool> register_with_rustup(const Session& session, const ToolchainLink& link);

}  // namespace buildstd::ops
