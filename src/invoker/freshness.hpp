// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/invoker/unit_store.hpp"
#include "buildstd/planner/unit.hpp"

namespace buildstd::invoker {

/// Which units are done: a stamp file for each in its plan's directory, written when its process has succeeded. A stamp
/// covers the stamps of the unit's dependencies, so that a unit that is made again makes its dependents again, and
/// fingerprints of what the unit has made: what is there under the right names may be what somebody else has put there.
/// The unit's own work needs no place in it: the directory is named after the plan.
class Freshness {
 public:
  explicit Freshness(const std::vector<planner::Unit>& units) : units_(units), stamps_(units.size()) {}

  /// Whether an earlier run has done the unit, with the same observed inputs, and all that it made is still there; its
  /// dependencies must have been settled.
  /// @param observed over what it depends on beside the plan, as it is now
  /// @return what it made
  std::optional<std::vector<FileContent>> find_done(std::size_t unit, const std::string& observed,
                                                    const UnitFiles& files);
  /// What the unit depends on is known, when it has ended or, for a library, when its metadata is there. From here on
  /// its dependents may start.
  void settle(std::size_t unit, const std::string& observed) { stamps_[unit] = expected(unit, observed); }
  /// Writes the stamp: the unit's process has succeeded.
  [[nodiscard]] Result<void> record(std::size_t unit, const std::vector<FileContent>& made) const;
  /// Over all that is known before the unit is run: what a store keeps its result under.
  [[nodiscard]] std::string store_key(std::size_t unit, const std::optional<std::string>& wrapper) const;

 private:
  [[nodiscard]] std::filesystem::path stamp_file(std::size_t unit) const;
  [[nodiscard]] std::string expected(std::size_t unit, const std::string& observed) const;

  const std::vector<planner::Unit>& units_;
  std::vector<std::string> stamps_;
};

}  // namespace buildstd::invoker
