// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

/// Where Cargo has what (Cargo: layout.rs).
namespace buildstd::front {

/// Cargo's build directory (`target`), which the compiler's `--out-dir` is below; nothing where it is below none.
/// @param target of the call: what is for it has a folder of its own in the build directory
std::optional<std::filesystem::path> build_directory(const std::filesystem::path& out_dir,
                                                     const std::optional<std::string>& target);

/// Whether Cargo has this folder in its build directory for a package that is compiled for the host, and not for the
/// target, where it is told of targets.
bool is_for_host(const std::filesystem::path& out_dir, const std::string& target);

}  // namespace buildstd::front
