// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"
#include "buildstd/base/trusted_directory.hpp"
#include "buildstd/invoker/unit_store.hpp"

namespace buildstd::cache {

/// A unit as it lies in the cache: a directory with its files under their names, and a description, `entry.json`.
struct Entry {
  std::string key;
  std::string title;
  invoker::UnitResult result;

  [[nodiscard]] std::uint64_t bytes() const;
};

inline constexpr const char* entry_file = "entry.json";

/// As text, and back; an error where it is none, or damaged.
std::string to_text(const Entry& entry);
Result<Entry> parse_entry(std::string_view text);

Result<void> write_entry(const fs::TrustedDirectory& directory, const Entry& entry);
/// An error where there is none, or it is damaged.
Result<Entry> read_entry(const fs::TrustedDirectory& directory);

}  // namespace buildstd::cache
