// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace buildstd::cache {

/// How often a cache had what was asked for.
struct Use {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t bytes = 0;                       ///< of the files of the hits, as they are used
  std::map<std::string, std::uint64_t> reasons;  ///< of misses, where there is more to say than that it was not there

  void hit(std::uint64_t size);
  /// @param reason for people; empty: it was not there
  void miss(const std::string& reason);
  void add(const Use& other);
};

/// Of a user's cache, and of the remote behind it.
struct Uses {
  Use local;
  Use remote;
  std::uint64_t received = 0;  ///< bytes over the network, as they travel
  std::uint64_t sent = 0;
  std::uint64_t stored = 0;  ///< units that were given to the remote

  void add(const Uses& other);
  [[nodiscard]] bool empty() const;
};

}  // namespace buildstd::cache
