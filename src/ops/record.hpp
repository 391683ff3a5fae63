// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/base/file_state.hpp"
#include "buildstd/base/observed.hpp"

namespace buildstd::ops {

/// A file of a finished sysroot, or a link in it, by its path below the sysroot.
struct InstalledFile {
  std::string name;
  fs::FileState state = {};                               ///< of a file
  std::string fingerprint = {};                           ///< of its content
  std::optional<std::filesystem::path> link_target = {};  ///< set: it is a link
  bool operator==(const InstalledFile&) const = default;
};

/// What a finished build of a plan left: which sysroot, of which files, and what else than the plan it depends on. Kept
/// in a JSON file named after the plan's key; the sysroot counts as long as all of it is unchanged.
struct BuildRecord {
  std::string sysroot;  ///< the name of its folder
  ObservedInputs observed;
  std::vector<InstalledFile> files;
};

/// Nothing where it is no record: then the build is done again.
std::optional<BuildRecord> parse_record(std::string_view text);
std::string to_text(const BuildRecord& record);

/// What of a sysroot is missing or not as it was installed, in words; nothing: all of it is there.
std::optional<std::string> find_damage(const std::filesystem::path& sysroot, const std::vector<InstalledFile>& files);

}  // namespace buildstd::ops
