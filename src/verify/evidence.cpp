// SPDX-License-Identifier: MIT
#include "verify/evidence.hpp"

#include <algorithm>
#include <map>

#include "buildstd/base/text.hpp"
#include "verify/archive.hpp"
#include "verify/c_objects.hpp"
#include "verify/metadata.hpp"
#include "verify/prologues.hpp"

namespace buildstd::verify {

namespace {

constexpr std::size_t most_units = 4;

// What is counted over a crate's objects before a verdict.
struct Counts {
  std::map<std::string, std::size_t, std::less<>> disambiguators;
  std::size_t v0 = 0;
  std::size_t legacy = 0;
  PrologueCounts prologues;
};

// `count` takes only what is defined here: another crate's symbols may be mangled otherwise.
void look_at_symbols(const Object& object, CrateEvidence& crate, Counts& counts) {
  for (const auto& symbol : object.symbols) {
    if (symbol.undefined) {
      crate.overflow_checks |= symbol.name.find("panic_const_add_overflow") != std::string_view::npos;
      crate.stack_protector |= symbol.name.ends_with("__stack_chk_fail");
      continue;
    }
    if (symbol.marker) continue;
    const auto mangling = mangling_of(symbol.name);
    counts.legacy += mangling == Mangling::legacy ? 1 : 0;
    if (mangling != Mangling::v0) continue;
    ++counts.v0;
    for (auto root = next_crate_root(symbol.name, 0); root; root = next_crate_root(symbol.name, root->begin + 2)) {
      if (root->crate == crate.files.name) ++counts.disambiguators[std::string(root->disambiguator)];
    }
  }
}

void add_units(const UnitHeads& heads, CrateEvidence& crate) {
  if (crate.dwarf_version == 0) crate.dwarf_version = heads.dwarf_version;
  if (crate.producer.empty()) crate.producer = heads.producer;
  for (const auto& unit : heads.units) {
    if (crate.compile_units.size() < most_units &&
        std::ranges::find(crate.compile_units, unit) == crate.compile_units.end())
      crate.compile_units.push_back(unit);
  }
}

Result<void> look_at_debug_info(const Object& object, CrateEvidence& crate) {
  BUILDSTD_TRY(const auto level, debug_level(object));
  crate.debuginfo = std::max(crate.debuginfo, level);
  if (crate.compile_units.size() < most_units) {
    BUILDSTD_TRY(const auto heads, unit_heads(object, most_units));
    add_units(heads, crate);
  }
  collect_crate_versions(object, crate.dependency_versions);
  // The function that `-Zannotate-moves` pretends to inline (library/core/src/profiling.rs).
  constexpr std::string_view annotation = "compiler_move";
  if (!crate.annotate_moves)
    crate.annotate_moves = debug_section(object, ".debug_str").find(annotation) != std::string::npos;
  return {};
}

Result<void> look_at_object(const Member& member, const std::string& where, CrateEvidence& crate, Counts& counts) {
  BUILDSTD_TRY(const auto object, read_object(member.bytes, where));
  ++crate.codegen_units;
  const auto is_bitcode = [](const auto& section) { return section.name == ".llvmbc" || section.name == "__bitcode"; };
  crate.bitcode |= std::ranges::any_of(object.sections, is_bitcode);
  if (!crate.stable_crate_id) crate.stable_crate_id = stable_crate_id_of_object(member.name, crate.files.name);
  if (crate.producer.empty()) crate.producer = compiler_comment(object);
  look_at_symbols(object, crate, counts);
  count_prologues(object, counts.prologues);
  auto looked = look_at_debug_info(object, crate);
  if (looked) return {};
  return fail(std::move(looked).error().context("could not read the object file `" + text::printable(where) + "`"));
}

Result<void> look_at_metadata(const Member& member, const std::string& where, CrateEvidence& crate) {
  BUILDSTD_TRY(const auto bytes, metadata_of_member(member, where));
  const auto head = read_metadata_head(bytes);
  // A stub of a form not known here is still small, as it has nothing but a head.
  constexpr std::size_t longest_stub = 1024;
  const bool small = crate.files.rmeta && bytes.size() < longest_stub;
  const bool stub = head && head->hash ? head->stub.value_or(false) : small;
  crate.metadata = stub ? MetadataInRlib::stub : MetadataInRlib::full;
  if (head) crate.rustc_version = head->rustc_version, crate.target = head->target;
  crate.build_directory = build_directory_in(bytes);
  return {};
}

// Members of one archive are compiled alike: the first few tell.
void look_at_foreign_object(const Member& member, const std::string& where, CrateEvidence& crate) {
  constexpr std::size_t enough = 4;
  crate.foreign_objects.push_back(member.name);
  if (crate.foreign_objects.size() > enough || !looks_like_object(member.bytes)) return;
  const auto object = read_object(member.bytes, where);
  if (!object) return;  // comparing code will say so
  if (crate.c_compiler.empty()) crate.c_compiler = compiler_comment(*object);
  if (crate.c_protection.empty()) crate.c_protection = control_flow_protection(*object);
}

void conclude(const Counts& counts, CrateEvidence& crate) {
  if (counts.v0 != counts.legacy) crate.mangling = counts.v0 > counts.legacy ? Mangling::v0 : Mangling::legacy;
  const auto most = std::ranges::max_element(counts.disambiguators, {}, [](const auto& entry) { return entry.second; });
  if (most != counts.disambiguators.end())
    crate.disambiguator = most->first;
  else if (crate.stable_crate_id)
    crate.disambiguator = disambiguator_of(*crate.stable_crate_id);
  crate.frame_pointers = frame_pointers_of(counts.prologues);
  for (const auto& unit : crate.compile_units) {
    collect_crate_versions(unit.name, crate.dependency_versions);
    collect_crate_versions(unit.directory, crate.dependency_versions);
  }
  // Packages have dashes where crates have underscores.
  const auto own = std::ranges::find_if(crate.dependency_versions, [&](const auto& entry) {
    return text::replace_all(entry.first, "-", "_") == crate.files.name;
  });
  if (own == crate.dependency_versions.end()) return;
  crate.version = *own->second.begin();
  crate.dependency_versions.erase(own);
}

}  // namespace

Result<CrateEvidence> evidence_of(const CrateFiles& files, const std::vector<Member>& members,
                                  const std::string& where) {
  CrateEvidence crate;
  crate.files = files;
  Counts counts;
  for (const auto& member : members) {
    const auto name = where + "(" + member.name + ")";
    if (member.kind == MemberKind::metadata) BUILDSTD_CHECK(look_at_metadata(member, name, crate));
    if (member.kind == MemberKind::rustc_object) BUILDSTD_CHECK(look_at_object(member, name, crate, counts));
    if (member.kind == MemberKind::foreign) look_at_foreign_object(member, name, crate);
  }
  conclude(counts, crate);
  return crate;
}

}  // namespace buildstd::verify
