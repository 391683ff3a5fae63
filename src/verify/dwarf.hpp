// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "verify/object.hpp"

/// What debug information says about how its object was compiled; only heads of tables are read.
namespace buildstd::verify {

/// In the order of what they hold.
enum class DebugLevel { none, line_tables_only, limited, full, codeview };
std::string_view spelling(DebugLevel level);

/// By the kinds of entries that the abbreviation tables declare (facts: rustc's `-C debuginfo`).
Result<DebugLevel> debug_level(const Object& object);

struct CompileUnit {
  std::string name;
  std::string directory;
  bool operator==(const CompileUnit&) const = default;
};
struct UnitHeads {
  unsigned dwarf_version = 0;
  std::string producer;
  std::vector<CompileUnit> units;
};
/// At most `most` of the object's units.
Result<UnitHeads> unit_heads(const Object& object, std::size_t most);

/// The bytes of a debugging section by its name in ELF (`.debug_str`), decompressed; empty where there is none.
std::string debug_section(const Object& object, std::string_view name);

/// Versions of crates by name, from folders like `libc-0.2.184` among the source paths.
using CrateVersions = std::map<std::string, std::set<std::string>>;
void collect_crate_versions(const Object& object, CrateVersions& versions);
/// The same from any run of bytes that holds paths.
void collect_crate_versions(std::string_view paths, CrateVersions& versions);

}  // namespace buildstd::verify
