// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "verify/archive.hpp"
#include "verify/causes.hpp"
#include "verify/model.hpp"

/// Comparing the machine code of two versions of a crate. "There" is the reference, "here" what is checked.
namespace buildstd::verify {

struct CrateObject {
  ObjectModel model;
  std::optional<std::string> bundled;  ///< of one that rustc did not make: its name, without a hash before it
};

/// All object files of one library.
struct CrateCode {
  std::vector<CrateObject> objects;
  std::vector<std::string> opaque;  ///< foreign members that are no object files, as `name: fingerprint`

  /// The name of the bundled object that this is; null: rustc made it.
  [[nodiscard]] const std::string* bundled(const ObjectModel* model) const;
  [[nodiscard]] bool has_bundled(const std::string& name) const;
};
Result<CrateCode> read_crate_code(const std::vector<Member>& members, const std::string& where);

enum class DifferenceKind { changed, missing_here, only_here };

struct Difference {
  DifferenceKind kind = DifferenceKind::changed;
  std::string what;    ///< "function", "data", "constant", "object"
  std::string name;    ///< as a person reads it; of a constant, its text or bytes
  std::string detail;  ///< of what changed: where and how
  std::string reason;  ///< the kind of the crate's reason that it follows from; empty: none is known
  std::string about;   ///< the package that the reason is about
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

CodeComparison compare_code(CrateCode& there, CrateCode& here, const CauseContext& context = {});

/// The member's name without the hash of the source's folder that cc-rs puts before it.
std::string without_folder_hash(const std::string& member);

}  // namespace buildstd::verify
