// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "verify/archive.hpp"

/// The head of a crate's metadata (rustc_metadata/src/rmeta/mod.rs, `CrateHeader`).
namespace buildstd::verify {

using CrateHash = std::array<char, 16>;

struct MetadataHead {
  std::string rustc_version;
  std::string target;             ///< may be empty in a version of the format that is not known
  std::optional<CrateHash> hash;  ///< the crate's SVH, as its bytes stand in the file; nothing in such a version
  std::size_t hash_at = 0;        ///< where
  std::optional<bool> stub;       ///< whether the rest is in the `.rmeta` file beside; nothing where no flag says so
};

/// Nothing where these bytes are no metadata of a form that is known: versions 9 and 10. Of newer ones, what has kept
/// its place so far is read: the compiler's version, and the target where the root of the metadata begins with one.
std::optional<MetadataHead> read_metadata_head(std::string_view metadata);

/// The folder in which Cargo has built, as names of sources that a build script has made tell it: what is before
/// `/build/PACKAGE-HASH/out/`. Empty where the metadata has none.
std::string build_directory_in(std::string_view metadata);

/// The metadata inside the archive's member: its section `.rmeta`, or the bytes as they are.
Result<std::string_view> metadata_of_member(const Member& member, const std::string& where);

}  // namespace buildstd::verify
