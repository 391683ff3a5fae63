// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
#include <vector>

#include "value.hpp"

namespace buildstd::config {

/// Loads configuration files together with what they include. One loader serves one chain of includes: a
/// file that it meets twice is a cycle. Cargo: src/context/mod.rs `_load_file`, `load_includes`.
class Loader {
 public:
  /// @param kind `file` for discovered files, `option` for those of `--config`
  /// @param cwd what includes of an option's own `include = […]` are relative to
  Loader(Origin::Kind kind, std::filesystem::path cwd) : kind_(kind), cwd_(std::move(cwd)) {}

  /// The file's values on top of those of its includes.
  Result<Value> load(const std::filesystem::path& file);
  /// The same for values that are there already, from a file or an option.
  Result<Value> with_includes(Value value);
  /// All files so far, and optional ones that are not there.
  [[nodiscard]] const std::vector<std::filesystem::path>& looked_for() const { return looked_for_; }

 private:
  Origin::Kind kind_;
  std::filesystem::path cwd_;
  std::set<std::filesystem::path> seen_;
  std::vector<std::filesystem::path> looked_for_;
  std::size_t bytes_ = 0;
  std::size_t depth_ = 0;  ///< of the chain of includes
};

}  // namespace buildstd::config
