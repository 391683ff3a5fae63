// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "verify/explain_atom.hpp"

/// Why single functions and constants differ: each difference is traced to something that is known to be other.
namespace buildstd::verify {

struct CrateCode;
struct Difference;

/// Of a package whose code is in the crate: the versions that only one side has.
struct PackageVersions {
  std::set<std::string> there;
  std::set<std::string> here;
};

/// What is known of a pair of crates before their code is compared.
struct CauseContext {
  std::string crate;
  /// By the package's name in paths, those that differ: code inlined from them, and their files' names, are other.
  std::map<std::string, PackageVersions> packages;
  /// Some crate's id is another, so that what the compiler computes from ids, and orders by symbols, may be other.
  bool crate_ids_differ = false;
  /// The kind of a reason that any code may follow from (another compiler, for instance); empty: there is none.
  std::string general;
};

/// A difference, and what it is about.
struct Finding {
  Difference* difference = nullptr;
  AtomRef there;                ///< no object: not there
  AtomRef here;                 ///< likewise
  std::string_view symbol;      ///< of a function or variable, as it is in the file
  const std::string* key = {};  ///< the symbol without what only tells crates apart; null for constants
  std::string_view digest;      ///< of what differs: with names and content of all that it refers to
};

/// Fills in `reason` and `about` of each difference that can be traced.
void trace(std::vector<Finding>& findings, CrateCode& there, CrateCode& here, const CauseContext& context);

}  // namespace buildstd::verify
