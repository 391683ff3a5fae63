// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// What is taken from a remote or an archive, and so what is given to one.
namespace buildstd::transfer {

inline constexpr std::uint64_t largest_record = 8ULL << 20;
/// A record with the names of its blobs, as it stands on a server.
inline constexpr std::uint64_t largest_result = largest_record + (4ULL << 20);
inline constexpr std::uint64_t largest_file = 1ULL << 30;
inline constexpr std::uint64_t largest_unit = 4ULL << 30;
inline constexpr std::size_t most_files = 4096;
/// What is more than this many times its compressed size is meant to fill a disk.
inline constexpr std::uint64_t largest_ratio = 64;
inline constexpr std::uint64_t ratio_allowance = 1ULL << 20;

/// Whether a blob of `stored` bytes may become `content` bytes.
constexpr bool is_plausible(std::uint64_t content, std::uint64_t stored) {
  return content <= largest_file && stored <= largest_file && content <= stored * largest_ratio + ratio_allowance;
}

}  // namespace buildstd::transfer
