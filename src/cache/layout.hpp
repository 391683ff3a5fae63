// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "buildstd/base/trusted_directory.hpp"

namespace buildstd::cache {

/// Goes from directory to directory along `parts`, each by `step`: `out/below/f` is the file `f` in `out/below`.
template <class Step>
Result<fs::TrustedDirectory> descend(const fs::TrustedDirectory& from, const fs::Path& parts, Step&& step) {
  BUILDSTD_TRY(auto reached, from.directory("."));
  for (const auto& part : parts) {
    BUILDSTD_TRY(reached, step(reached, part.string()));
  }
  return reached;
}

inline Result<fs::TrustedDirectory> find_directory(const fs::TrustedDirectory& from, const fs::Path& parts) {
  return descend(from, parts, [](const auto& at, const std::string& part) { return at.directory(part); });
}
inline Result<fs::TrustedDirectory> make_directories(const fs::TrustedDirectory& from, const fs::Path& parts) {
  return descend(from, parts, [](const auto& at, const std::string& part) { return at.make_directory(part); });
}

/// The directory below `v1/units` in which a key's own directory is.
inline std::string group_of(const std::string& key) { return key.substr(0, 2); }

/// Where a variant of a unit is, by names.
struct VariantName {
  std::string group;
  std::string unit;
  std::string variant;
};

/// Calls `visit(UNIT_DIRECTORY, VariantName)` for each variant that is there. Directories that are not to be trusted
/// are passed over.
template <class Visit>
void visit_variants(const fs::TrustedDirectory& units, Visit&& visit) {
  const auto names_in = [](const auto& directory) { return directory.list().value_or(std::vector<std::string>()); };
  for (const auto& group_name : names_in(units)) {
    const auto group = units.directory(group_name);
    if (!group) continue;
    for (const auto& unit_name : names_in(*group)) {
      const auto unit = group->directory(unit_name);
      if (!unit) continue;
      for (const auto& name : names_in(*unit)) visit(*unit, VariantName{group_name, unit_name, name});
    }
  }
}

}  // namespace buildstd::cache
