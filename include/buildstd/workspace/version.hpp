// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>
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
/// `>`, `>=`, `<`, `<=` and `*` (the Cargo book, "Specifying Dependencies").
class VersionRequirement {
 public:
  static Result<VersionRequirement> parse(std::string_view text);
  [[nodiscard]] bool matches(const Version& version) const;

 private:
  struct Range {
    Version from;  // included
    Version to;    // excluded
    bool bounded = true;
  };
  static Result<Range> parse_comparator(std::string_view text);
  std::vector<Range> ranges_;
};

}  // namespace buildstd::workspace
