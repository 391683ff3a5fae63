// SPDX-License-Identifier: MIT
#pragma once

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

}  // namespace buildstd::cache
