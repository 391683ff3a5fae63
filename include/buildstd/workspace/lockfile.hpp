// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/workspace/version.hpp"

namespace buildstd::workspace {

/// One `[[package]]` of a Cargo.lock.
struct LockedPackage {
  std::string name;
  Version version;
  std::optional<std::string> source;      ///< nothing for path packages
  std::optional<std::string> checksum;    ///< SHA-256, hexadecimal
  std::vector<std::size_t> dependencies;  ///< indexes into `Lockfile::packages`
};

/// A Cargo.lock, versions 3 and 4 (Cargo: src/resolver/encode.rs). Read only, never re-resolved.
struct Lockfile {
  std::filesystem::path file;
  int version = 0;
  std::vector<LockedPackage> packages;
};

/// @param file named in messages
Result<Lockfile> parse_lockfile(std::string text, const std::filesystem::path& file);
Result<Lockfile> read_lockfile(const std::filesystem::path& file);

}  // namespace buildstd::workspace
