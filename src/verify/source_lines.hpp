// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "verify/object.hpp"

namespace buildstd::verify {

/// From which packages code was compiled, inlined code included, by the line tables of its debug information.
class SourceLines {
 public:
  explicit SourceLines(const Object& object);

  /// The packages (`memchr` of `/rust/deps/memchr-2.8.0/src/lib.rs`) of all lines in a stretch of a section.
  [[nodiscard]] std::set<std::string> packages(std::size_t section, std::uint64_t begin, std::uint64_t end) const;

 private:
  struct Row {
    std::uint64_t offset;
    std::size_t package;  // into names_; none: the end of a sequence, or a file of no package
  };
  std::map<std::size_t, std::vector<Row>> rows_;  // by section, in order
  std::vector<std::string> names_;
};

}  // namespace buildstd::verify
