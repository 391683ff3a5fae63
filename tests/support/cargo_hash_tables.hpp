// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/cargo_hash.hpp"
#include "buildstd/planner/cargo_profile.hpp"

/// Reads the tables that tests/differential/record_cargo_hashes.py writes from a real Cargo.
namespace buildstd::tests {

/// What the real Cargo computed for a unit; unset where no compiler call shows it.
struct RecordedHashes {
  std::optional<std::string> metadata = std::nullopt;
  std::optional<std::string> unit_id = std::nullopt;
  bool compiled = false;  ///< a compiler call was seen, so that an absent `unit_id` means "not in the file name"
};

struct HashScenario {
  std::string name;
  std::vector<std::string> arguments;              ///< cargo's
  std::map<std::string, std::string> environment;  ///< what was set for this scenario
  planner::CargoHashContext context;
  planner::CargoUnitGraph graph;
  std::vector<RecordedHashes> recorded;  ///< for each unit
};

/// The value of one of the scenario's arguments, as in `--profile dist`.
std::optional<std::string> argument(const HashScenario& scenario, std::string_view name);

/// What the scenario's variables `CARGO_PROFILE_<PROFILE>_…` say.
struct ProfileVariables {
  planner::CargoProfileTable settings;
  std::optional<planner::CargoProfileTable> build_override = std::nullopt;
};
ProfileVariables profile_variables(const HashScenario& scenario);

struct HashTables {
  std::string cargo;  ///< `cargo -V`
  std::vector<HashScenario> scenarios;
};

Result<HashTables> read_hash_tables(const std::filesystem::path& file);

struct HashComparison {
  std::size_t compared = 0;
  std::vector<std::string> differences;  ///< a line for each unit with another value
};

/// Computes all units of the scenario and compares those that were recorded.
HashComparison compare_hashes(const HashScenario& scenario);

}  // namespace buildstd::tests
