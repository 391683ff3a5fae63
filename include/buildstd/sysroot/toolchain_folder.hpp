// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::sysroot {

/// A compiler with its programs and another standard library, in one folder.
struct ToolchainRequest {
  std::filesystem::path rustc;              ///< what of its installed is beside it comes along
  std::filesystem::path toolchain_sysroot;  ///< what is not of the parts' targets is the toolchain's own
  std::vector<std::pair<std::string, std::filesystem::path>> parts;  ///< target, sysroot
  std::filesystem::path destination;
  std::string identity;     ///< one line that changes when the standard library does
  std::string description;  ///< JSON for people and tools, kept in the folder
};

/// Puts together what `rustup toolchain link` takes: `bin` and `lib`. Of the parts nothing is needed afterwards: their
/// files are linked where the file system can, else copied. A compiler started from `bin` finds the folder as its
/// sysroot, and `rustc -vV` says `identity`, so that Cargo notices another standard library. An earlier folder of this
/// kind is replaced; anything else at the destination is an error.
Result<void> make_toolchain(const ToolchainRequest& request);

/// Whether it is a toolchain's folder that `make_toolchain` has made.
bool is_own_toolchain(const std::filesystem::path& folder);
/// An error where something is in a toolchain's place that `make_toolchain` would not replace.
Result<void> check_destination(const std::filesystem::path& destination);

}  // namespace buildstd::sysroot
