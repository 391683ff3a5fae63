// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::workspace {

/// A semantic version. Build metadata (`+…`) is kept for printing and file names, and does not compare.
struct Version {
  std::uint64_t major = 0, minor = 0, patch = 0;
  std::string pre;    ///< after `-`
  std::string build;  ///< after `+`

  static Result<Version> parse(std::string_view text);
  [[nodiscard]] std::string str() const;
};

std::strong_ordering operator<=>(const Version& a, const Version& b);
bool operator==(const Version& a, const Version& b);

/// A version requirement of a manifest: comma-separated comparators with `^` (also when bare), `~`, `=`,
/// `>`, `>=`, `<`, `<=` and `*` (the Cargo book, "Specifying Dependencies"). A preview (`1.0.0-beta`) matches
/// only where a comparator names a preview of the same version (crate `semver`: `eval.rs`).
class VersionRequirement {
 public:
  static Result<VersionRequirement> parse(std::string_view text);
  [[nodiscard]] bool matches(const Version& version) const;

 private:
  struct Range {
    Version from;  // included
    Version to;    // excluded
    bool bounded = true;
    bool from_excluded = false;
    bool to_included = false;
    /// The version a comparator names where that is a preview: only then previews of it match at all.
    std::optional<Version> preview;
    [[nodiscard]] bool contains(const Version& version) const;
  };
  static Result<Range> parse_comparator(std::string_view text);
  std::vector<Range> ranges_;
};

}  // namespace buildstd::workspace
