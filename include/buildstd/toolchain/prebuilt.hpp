// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

namespace buildstd::toolchain {

/// How much debug information objects hold, as rustc's `-C debuginfo` names it.
enum class DebugInfo { none, line_tables_only, limited, full };

/// A compilation unit, by its debug information.
struct CompileUnit {
  std::string name;       ///< DW_AT_name: the root source file
  std::string directory;  ///< DW_AT_comp_dir: where the compiler ran
};

/// A crate of an installed standard library, as its files show it. `buildstd-verify inspect` reads them.
struct PrebuiltCrate {
  std::string name;
  std::string rlib;                              ///< file name
  std::string extra_filename;                    ///< the hash in the file name; empty: none
  std::optional<std::uint64_t> stable_crate_id;  ///< rustc's, as the names of objects have it
  std::string build_directory;    ///< where Cargo built, as names of sources that a build script has made tell it
  bool has_rmeta = false;         ///< an `.rmeta` file lies beside the rlib
  std::size_t codegen_units = 0;  ///< objects that rustc made
  DebugInfo debuginfo = DebugInfo::none;
  std::vector<CompileUnit> compile_units;  ///< some of them
  std::optional<bool> has_bitcode;
  std::string mangling;                      ///< "v0" or "legacy"; else it cannot be told
  std::string frame_pointers;                ///< "non-leaf", "always" or "none"; else it cannot be told
  std::vector<std::string> foreign_objects;  ///< members that are not rustc's: C code
};

/// An installed standard library as evidence of how it was built.
struct Prebuilt {
  std::vector<PrebuiltCrate> crates;

  [[nodiscard]] const PrebuiltCrate* find(std::string_view name) const;
};

/// Reads what `buildstd-verify inspect` printed (schema 1; docs/verify.md).
Result<Prebuilt> parse_prebuilt(const std::string& json);

}  // namespace buildstd::toolchain
