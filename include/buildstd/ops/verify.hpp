// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/ops/build.hpp"
#include "buildstd/ops/provenance.hpp"
#include "buildstd/ops/session.hpp"

namespace buildstd::ops {

/// Two library folders (`lib/rustlib/TARGET/lib`) to be compared.
struct Comparison {
  std::string target;
  std::filesystem::path here;   ///< what was built
  std::filesystem::path there;  ///< what it is checked against
  /// Versions of std's dependencies that went into `here`, by package.
  std::map<std::string, std::string> versions_here;
  /// The variables that would name the C code that `there` has and `here` has not, with which it and all that depends
  /// on it differ.
  std::vector<std::string> missing_archives;
  std::optional<Provenance> provenance;  ///< of `here`, where it was asked for
};

enum class WithProvenance { no, yes };

/// What to compare each built sysroot with: the toolchain's prebuilt std, or the files in `against`, which is a
/// sysroot or a library folder itself. An error where there is nothing to compare with.
Result<std::vector<Comparison>> comparisons(const Session& session, const std::vector<Sysroot>& sysroots,
                                            const std::optional<std::filesystem::path>& against,
                                            WithProvenance with_provenance = WithProvenance::no);

/// The program that compares; an error where it is not installed.
Result<std::filesystem::path> verify_program(const ProcessContext& process_context);

}  // namespace buildstd::ops
