// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

#include "verify/compare.hpp"
#include "verify/loaded_crate.hpp"

namespace buildstd::verify {

/// Of one side: the facts of crates that could be read, by name, and what went wrong with the others.
struct Side {
  SysrootFiles files;
  std::map<std::string, CrateFacts> crates;
  std::map<std::string, Error> unreadable;
};

/// All that comparing one crate needs to know of the others.
struct Others {
  std::vector<std::string> names;  ///< of crates there that have a hash
  std::vector<CrateHash> hashes;   ///< theirs
  std::vector<HashPair> pairs;     ///< of those that differ, and of the hashes in files' names
  bool crate_ids_differ = false;   ///< of any crate
};
Others others_of(const Side& there, const Side& here);

/// One crate that both sides have.
struct Pair {
  const Side& there;
  const Side& here;
  const CrateFacts& crate_there;
  const CrateFacts& crate_here;
};

/// All but the reasons that other crates' reports give. Reads the files: to be run in a process of its own.
Result<CrateReport> compare_crate(const Pair& pair, const Others& others, const CompareOptions& options);

}  // namespace buildstd::verify
