// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "verify/archive.hpp"
#include "verify/model.hpp"

/// Comparing the machine code of two versions of a crate. "There" is the reference, "here" what is checked.
namespace buildstd::verify {

/// All object files of one library.
struct CrateCode {
  std::vector<ObjectModel> objects;
  std::vector<std::string> opaque;  ///< foreign members that are no object files, as `name: fingerprint`
};
Result<CrateCode> read_crate_code(const std::vector<Member>& members, const std::string& where);

enum class DifferenceKind { changed, missing_here, only_here };

struct Difference {
  DifferenceKind kind = DifferenceKind::changed;
  std::string what;    ///< "function", "data", "constant", "object"
  std::string name;    ///< as a person reads it; of a constant, its text or bytes
  std::string detail;  ///< of what changed: where and how
};

struct Tally {
  std::size_t there = 0;
  std::size_t here = 0;
  std::size_t same = 0;       ///< of those there
  std::size_t same_code = 0;  ///< of those there, with the same bytes: only constants or unwinding may differ
};

struct CodeComparison {
  Tally functions;
  Tally data;
  Tally constants;
  bool debug_info_same = true;
  bool bitcode_same = true;
  std::vector<Difference> differences;
};

CodeComparison compare_code(CrateCode& there, CrateCode& here);

}  // namespace buildstd::verify
