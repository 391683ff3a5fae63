// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"
#include "buildstd/invoker/unit_store.hpp"

namespace buildstd::cache {

/// A unit as it lies in the cache: a folder with its files and a description, `entry.json`.
struct Entry {
  /// A file, by its path below the entry's folder.
  struct File {
    std::string name;
    std::uint64_t size = 0;
    std::string content;  ///< its fingerprint
  };

  std::string title;
  std::vector<File> files;
  ObservedInputs observed;

  [[nodiscard]] std::uint64_t bytes() const;
};

inline constexpr std::string_view entry_file = "entry.json";
/// What a build script has left in its OUT_DIR is below this.
inline constexpr std::string_view tree = "out/";

Result<void> write_entry(const std::filesystem::path& folder, const Entry& entry);
/// An error where there is none, or it is damaged.
Result<Entry> read_entry(const std::filesystem::path& folder);

/// Where a file of an entry belongs; nothing where the unit has no such file.
std::optional<std::filesystem::path> place_of(const Entry::File& file, const invoker::UnitFiles& files);

}  // namespace buildstd::cache
