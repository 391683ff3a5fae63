// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/config/settings.hpp"
#include "buildstd/ops/process_context.hpp"

/// Which compiler it is, where the one that Cargo is told of is buildstd's front (buildstd/front/front.hpp).
namespace buildstd::ops {

/// Names the compiler behind the front: set by whoever knows it (`exec`, `env`, a call as `build.rustc-wrapper`).
inline constexpr std::string_view compiler_variable = "BUILDSTD_RUSTC";
/// The same for rustdoc.
inline constexpr std::string_view rustdoc_variable = "BUILDSTD_RUSTDOC";
/// Set by the launchers that `init` writes: the launcher's own path.
inline constexpr std::string_view launcher_variable = "BUILDSTD_LAUNCHER";
/// Where `exec` and `env` were called: whose configuration counts where the Cargo that calls cannot be seen, as below a
/// compiler cache's server.
inline constexpr std::string_view directory_variable = "BUILDSTD_DIRECTORY";
/// Holds what `exec` and `env` were asked for, so that it counts in the fronts of all that they start.
inline constexpr std::string_view selection_variable = "BUILDSTD_SELECTION";

/// Whether a program is the front itself, by whatever name or launcher it is called.
bool is_front(const std::filesystem::path& program);

/// The compiler behind the front: what `BUILDSTD_RUSTC` names, else the first `rustc` of PATH that is not the front.
Result<std::filesystem::path> real_compiler(const Environment& environment, const std::filesystem::path& cwd);

/// The rustdoc behind the front: what `BUILDSTD_RUSTDOC` names, else the one beside the compiler or in its sysroot.
Result<std::filesystem::path> real_rustdoc(const Environment& environment, const std::filesystem::path& cwd);

/// The compiler's name or path that configuration and environment give, as Cargo reads them, with the front put aside.
Result<std::string> compiler_name(const config::Tools& tools, const ProcessContext& process_context);

}  // namespace buildstd::ops
