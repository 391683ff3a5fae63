// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "buildstd/base/text.hpp"
#include "verify/evidence.hpp"
#include "verify/facts.hpp"

namespace buildstd::verify {

Result<SysrootEvidence> sysroot_evidence(const fs::Path& directory) {
  BUILDSTD_TRY(const auto files, list_sysroot(directory));
  SysrootEvidence evidence{{}, {}, files.dylibs, {}};
  for (auto& [crate, facts] : facts_of(files, files.crates)) {
    if (!facts) {
      evidence.unreadable.push_back({crate.rlib, std::move(facts).error()});
      continue;
    }
    if (evidence.target.empty()) evidence.target = facts->evidence.target;
    evidence.crates.push_back(std::move(facts->evidence));
  }
  if (evidence.target.empty()) evidence.target = files.target;
  return evidence;
}

}  // namespace buildstd::verify
