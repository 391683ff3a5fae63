// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/cache/cache.hpp"
#include "buildstd/cache/remote.hpp"

/// Units as one file, `.tar.zst`, which holds what a remote's server would (docs/remote-cache.md).
namespace buildstd::cache {

/// Writes units to a file, by a rename: the same bytes for the same units.
/// @param settings a signing key in it signs the records
/// @return the file's size
Result<std::uint64_t> write_archive(const std::vector<KeptUnit>& units, const std::filesystem::path& file,
                                    const RemoteSettings& settings, const TransferProgram& program);

/// Takes the units of such a file into the cache. All of it is checked before anything is kept: where one thing in it
/// is wrong, nothing is.
/// @param settings with public keys in it, records must be signed with one of them
/// @return how many units
Result<std::size_t> read_archive(const std::filesystem::path& file, Cache& into, const RemoteSettings& settings,
                                 const TransferProgram& program);

}  // namespace buildstd::cache
