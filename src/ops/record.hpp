// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "buildstd/base/error.hpp"
#include "buildstd/base/observed.hpp"

namespace buildstd::ops {

/// What a finished build of a plan left: which sysroot, and what else than the plan it depends on. Kept in
/// a JSON file named after the plan's key; the sysroot counts as long as all of it is unchanged.
struct BuildRecord {
  std::string sysroot;  ///< the name of its folder
  ObservedInputs observed;
};

/// Nothing where there is no record, or none that can be read: then the build is done again.
std::optional<BuildRecord> read_record(const std::filesystem::path& file);
Result<void> write_record(const std::filesystem::path& file, const BuildRecord& record);

}  // namespace buildstd::ops
