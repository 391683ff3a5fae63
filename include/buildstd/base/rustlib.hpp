// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

/// The layout of a sysroot and the names of its files (rustc: rustc_session/src/filesearch.rs, config/src/sysroot.rs,
/// rustc_interface's output names).
namespace buildstd::rustlib {

/// Where a target's crates are: `lib/rustlib/TARGET/lib`.
std::filesystem::path libraries(const std::filesystem::path& sysroot, std::string_view target);

/// Where rust-src is, or a link to it: the folder above `library`.
std::filesystem::path sources(const std::filesystem::path& sysroot);

/// What a library's file name tells.
struct CrateName {
  std::string name;
  std::string hash;  ///< of `-C extra-filename`; empty: the file has none
};

/// Reads `lib<crate>-<hash><ending>`, and `lib<crate><ending>`; nothing for another kind of name.
/// @param ending with its dot
std::optional<CrateName> crate_of(std::string_view file, std::string_view ending);

}  // namespace buildstd::rustlib
