// SPDX-License-Identifier: MIT
#include "verify/dwarf.hpp"

#include <llvm/DebugInfo/DWARF/DWARFContext.h>
#include <llvm/DebugInfo/DWARF/DWARFDebugAbbrev.h>
#include <llvm/Object/Decompressor.h>

#include <algorithm>

#include "verify/llvm_result.hpp"

namespace buildstd::verify {

namespace {

using llvm::dwarf::Tag;

// Mach-O writes `__debug_str`, cut to sixteen characters.
bool is_section(std::string_view name, std::string_view wanted) {
  if (name == wanted) return true;
  return name.starts_with("__") && name.substr(2) == wanted.substr(1, 14);
}

const ObjectSection* find_section(const Object& object, std::string_view wanted) {
  const auto found = std::ranges::find_if(
      object.sections, [&](const auto& section) { return is_section(section.name, wanted) && !section.bytes.empty(); });
  return found == object.sections.end() ? nullptr : &*found;
}

DebugLevel level_of(Tag tag) {
  switch (tag) {
    case llvm::dwarf::DW_TAG_variable:
    case llvm::dwarf::DW_TAG_formal_parameter:
    case llvm::dwarf::DW_TAG_structure_type: return DebugLevel::full;
    case llvm::dwarf::DW_TAG_namespace: return DebugLevel::limited;
    default: return DebugLevel::line_tables_only;
  }
}

std::string attribute(const llvm::DWARFDie& die, llvm::dwarf::Attribute name) {
  return llvm::dwarf::toStringRef(die.find(name)).str();
}

bool is_version(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '+';
  };
  return std::ranges::count(text, '.') >= 2 && std::ranges::all_of(text, allowed);
}

bool is_name(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
  };
  // `rustc-1.96.0` is the folder of rustc's own sources.
  return !text.empty() && text != "rustc" && text != "rust" && std::ranges::all_of(text, allowed);
}

// `NAME-VERSION`, where the version begins behind the first dash that a digit follows.
void collect_component(std::string_view component, CrateVersions& versions) {
  constexpr std::size_t longest = 128;
  if (component.size() > longest) return;
  for (auto dash = component.find('-'); dash != std::string_view::npos; dash = component.find('-', dash + 1)) {
    const auto name = component.substr(0, dash);
    const auto version = component.substr(dash + 1);
    if (!is_version(version)) continue;
    if (is_name(name)) versions[std::string(name)].emplace(version);
    return;
  }
}

}  // namespace

std::string_view spelling(DebugLevel level) {
  switch (level) {
    case DebugLevel::none: return "none";
    case DebugLevel::line_tables_only: return "line-tables-only";
    case DebugLevel::limited: return "limited";
    case DebugLevel::full: return "full";
    case DebugLevel::codeview: return "codeview";
  }
  return "none";
}

std::string debug_section(const Object& object, std::string_view name) {
  const auto* section = find_section(object, name);
  if (section == nullptr) return {};
  if (!section->ref.isCompressed()) return std::string(section->bytes);
  const auto* file = object.file.get();
  auto decompressor = llvm::object::Decompressor::create(
      llvm::StringRef(section->name), llvm::StringRef(section->bytes), file->isLittleEndian(), file->is64Bit());
  llvm::SmallString<0> plain;
  if (!decompressor) {
    llvm::consumeError(decompressor.takeError());
    return {};
  }
  if (auto problem = decompressor->resizeAndDecompress(plain)) {
    llvm::consumeError(std::move(problem));
    return {};
  }
  return std::string(plain);
}

Result<DebugLevel> debug_level(const Object& object) {
  if (find_section(object, ".debug_info") == nullptr)
    return find_section(object, ".debug$S") == nullptr ? DebugLevel::none : DebugLevel::codeview;
  const auto bytes = debug_section(object, ".debug_abbrev");
  const llvm::DWARFDebugAbbrev tables(llvm::DataExtractor(llvm::StringRef(bytes), object.file->isLittleEndian(), 0));
  BUILDSTD_CHECK([&]() -> Result<void> {
    if (auto problem = tables.parse()) return fail(from_llvm(std::move(problem)).context("bad debug information"));
    return {};
  }());
  auto level = DebugLevel::line_tables_only;
  for (const auto& [offset, table] : tables) {
    for (const auto& declaration : table) level = std::max(level, level_of(declaration.getTag()));
  }
  return level;
}

Result<UnitHeads> unit_heads(const Object& object, std::size_t most) {
  UnitHeads heads;
  if (find_section(object, ".debug_info") == nullptr) return heads;
  std::string problems;
  const auto keep = [&](llvm::Error problem) { problems = llvm::toString(std::move(problem)); };
  const auto context = llvm::DWARFContext::create(*object.file, llvm::DWARFContext::ProcessDebugRelocations::Process,
                                                  nullptr, "", keep, keep);
  for (const auto& unit : context->compile_units()) {
    if (heads.units.size() >= most) break;
    const auto die = unit->getUnitDIE(/*ExtractUnitDIEOnly=*/true);
    if (!die) continue;
    if (heads.units.empty()) {
      heads.dwarf_version = unit->getVersion();
      heads.producer = attribute(die, llvm::dwarf::DW_AT_producer);
    }
    heads.units.push_back({attribute(die, llvm::dwarf::DW_AT_name), attribute(die, llvm::dwarf::DW_AT_comp_dir)});
  }
  if (heads.units.empty() && !problems.empty()) return fail(Error(problems).context("bad debug information"));
  return heads;
}

void collect_crate_versions(std::string_view paths, CrateVersions& versions) {
  const auto ends = [](char c) { return c == '/' || c == '\\' || c == '\0'; };
  while (!paths.empty()) {
    const auto end = std::ranges::find_if(paths, ends);
    const auto component = paths.substr(0, static_cast<std::size_t>(end - paths.begin()));
    collect_component(component, versions);
    paths.remove_prefix(std::min(component.size() + 1, paths.size()));
  }
}

void collect_crate_versions(const Object& object, CrateVersions& versions) {
  // Folders stand as text in the line tables' heads (DWARF 4) or in a table of their own (DWARF 5).
  for (const auto* name : {".debug_line", ".debug_line_str"})
    collect_crate_versions(debug_section(object, name), versions);
}

}  // namespace buildstd::verify
