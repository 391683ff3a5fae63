// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/diagnostics.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/invoker/runner.hpp"
#include "buildstd/planner/unit.hpp"
#include "invoker/unit_results.hpp"

namespace buildstd::invoker {

/// How a unit's process ended.
struct UnitOutcome {
  bool success = false;
  std::string status;           ///< in words
  std::string standard_output;  ///< of a build script
  std::string standard_error;   ///< of a build script; of a compiler its messages, rendered
};

/// Makes a unit, whoever asks: a build, or a single step of an exported one. What is done around a unit's process is
/// here; when it is started and by whom it is run is the caller's.
class UnitExecutor {
 public:
  /// @param jobs what build scripts are told: NUM_JOBS
  UnitExecutor(const std::vector<planner::Unit>& units, ResultOptions options, unsigned jobs)
      : units_(units), wrapper_(options.wrapper), jobs_(jobs), results_(units, std::move(options)) {}

  [[nodiscard]] UnitResults& results() { return results_; }

  /// The process that makes a unit. The build scripts that it depends on must be among the results.
  [[nodiscard]] Result<StartRequest> process_for(std::size_t unit) const;
  /// Takes in the result of a unit whose process has ended; an error where it has failed, or has not left what it
  /// should have.
  /// @param shown what of `outcome.standard_error` the error shows
  [[nodiscard]] Result<void> finish(std::size_t unit, const UnitOutcome& outcome, std::string_view shown);
  /// What a build script has to say to people: its warnings are reported, its errors are the error.
  [[nodiscard]] Result<void> report_script(std::size_t unit, Diagnostics& diagnostics) const;

 private:
  [[nodiscard]] Error failure(const planner::Unit& unit, const UnitOutcome& outcome, std::string_view shown) const;

  const std::vector<planner::Unit>& units_;
  std::optional<std::string> wrapper_;
  unsigned jobs_;
  UnitResults results_;
};

/// Makes the folders of a plan's directory, and the sysroot without crates that std is compiled against. Several
/// processes may do so at once.
/// @param source_root what the link to the sources leads to
Result<void> prepare_directories(const planner::Directories& directories, const std::filesystem::path& source_root);

}  // namespace buildstd::invoker
