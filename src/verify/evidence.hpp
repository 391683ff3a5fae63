// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verify/archive.hpp"
#include "verify/dwarf.hpp"
#include "verify/mangling.hpp"
#include "verify/sysroot_files.hpp"

/// What the files of a std tell of the choices it was built with (docs/verify.md, "Evidence").
namespace buildstd::verify {

enum class MetadataInRlib { none, stub, full };
enum class FramePointers { unknown, none, non_leaf, always };

std::string_view spelling(MetadataInRlib where);
std::string_view spelling(Mangling mangling);
std::string_view spelling(FramePointers frames);

struct CrateEvidence {
  CrateFiles files;
  MetadataInRlib metadata = MetadataInRlib::none;
  std::string rustc_version;    ///< from the metadata
  std::string target;           ///< likewise
  std::string build_directory;  ///< likewise (metadata.hpp, `build_directory_in`)
  std::size_t codegen_units = 0;
  DebugLevel debuginfo = DebugLevel::none;
  unsigned dwarf_version = 0;
  std::string producer;
  std::vector<CompileUnit> compile_units;
  bool bitcode = false;
  Mangling mangling = Mangling::unknown;
  std::optional<std::string> disambiguator;
  std::optional<std::uint64_t> stable_crate_id;
  std::vector<std::string> foreign_objects;
  std::string c_compiler;    ///< of the bundled C objects, where one tells it
  std::string c_protection;  ///< control flow protection that they support (c_objects.hpp)
  bool annotate_moves = false;
  FramePointers frame_pointers = FramePointers::unknown;
  bool overflow_checks = false;
  bool stack_protector = false;
  std::optional<std::string> version;  ///< the crate's own, of crates from a registry
  CrateVersions dependency_versions;   ///< by package name, of crates whose code is also in this one
};

/// What the members of one crate's library tell. `where` names it in errors.
Result<CrateEvidence> evidence_of(const CrateFiles& files, const std::vector<Member>& members,
                                  const std::string& where);

/// A file that could not be read.
struct Unreadable {
  std::string file;  ///< its name
  Error error;
};

struct SysrootEvidence {
  std::string target;  ///< from the first metadata that tells it, else from the folder's name
  std::vector<CrateEvidence> crates;
  std::vector<std::string> dylibs;
  std::vector<Unreadable> unreadable;
};
/// Each library is read in a process of its own; one that cannot be read leaves the others.
Result<SysrootEvidence> sysroot_evidence(const fs::Path& directory);

/// As `buildstd-verify inspect` prints it.
nlohmann::json to_json(const SysrootEvidence& evidence);

}  // namespace buildstd::verify
