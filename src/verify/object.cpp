// SPDX-License-Identifier: MIT
#include "verify/object.hpp"

#include <fmt/format.h>
#include <llvm/BinaryFormat/Magic.h>
#include <llvm/Object/COFF.h>
#include <llvm/Object/MachO.h>
#include <llvm/Object/Wasm.h>

#include <algorithm>
#include <map>

#include "buildstd/base/text.hpp"
#include "verify/elf_check.hpp"
#include "verify/llvm_elf.hpp"
#include "verify/llvm_result.hpp"
#include "verify/wasm_check.hpp"

namespace buildstd::verify {

namespace {

using llvm::object::SymbolRef;

// Section indices of the format, and where they stand in `Object::sections`.
using SectionIndices = std::map<std::uint64_t, std::size_t>;

std::string_view view(llvm::StringRef text) { return {text.data(), text.size()}; }

Result<ObjectSection> section_of(const llvm::object::SectionRef& ref) {
  ObjectSection section;
  BUILDSTD_TRY(const auto name, from_llvm(ref.getName()));
  section.name = view(name);
  if (!ref.isVirtual() && !ref.isBSS()) {
    BUILDSTD_TRY(const auto bytes, from_llvm(ref.getContents()));
    section.bytes = view(bytes);
  }
  section.address = ref.getAddress();
  section.size = ref.getSize();
  section.entry_size = elf_entry_size(ref);
  section.code = ref.isText();
  section.ref = ref;
  return section;
}

// Where a symbol of this type may have a size, only ELF tells it.
std::uint64_t symbol_size(const SymbolRef& ref) {
  const auto* file = ref.getObject();
  return llvm::isa<llvm::object::ELFObjectFileBase>(file) ? llvm::object::ELFSymbolRef(ref).getSize() : 0;
}

// A wasm symbol counts in functions, or from a data segment's start.
Result<void> place_in_section(const llvm::object::WasmObjectFile& file, const SymbolRef& ref, ObjectSymbol& symbol) {
  const auto& wasm = file.getWasmSymbol(ref);
  if (wasm.isTypeFunction() && wasm.isDefined()) {
    const auto index = wasm.Info.ElementIndex - file.getNumImportedFunctions();
    if (index >= file.functions().size()) return fail("a symbol is a function that is not there");
    const auto& function = file.functions()[index];
    symbol.offset = function.CodeSectionOffset;
    symbol.size = function.Size;
  } else if (wasm.isTypeData() && wasm.isDefined()) {
    const auto& place = wasm.Info.DataRef;
    if (place.Segment >= file.dataSegments().size()) return fail("a symbol is in a segment that is not there");
    symbol.offset = file.dataSegments()[place.Segment].SectionOffset + place.Offset;
    symbol.size = place.Size;
  } else {
    symbol.section.reset();
  }
  return {};
}

Result<ObjectSymbol> symbol_of(const Object& object, const SymbolRef& ref, const SectionIndices& indices) {
  ObjectSymbol symbol;
  BUILDSTD_TRY(const auto flags, from_llvm(ref.getFlags()));
  BUILDSTD_TRY(const auto type, from_llvm(ref.getType()));
  // A section's symbol has no name of its own.
  llvm::StringRef name;
  if (type != SymbolRef::ST_Debug) {
    BUILDSTD_TRY(name, from_llvm(ref.getName()));
  }
  BUILDSTD_TRY(const auto section, from_llvm(ref.getSection()));
  symbol.name = view(name);
  symbol.undefined = (flags & SymbolRef::SF_Undefined) != 0;
  symbol.global = (flags & SymbolRef::SF_Global) != 0;
  symbol.weak = (flags & SymbolRef::SF_Weak) != 0;
  symbol.common = (flags & SymbolRef::SF_Common) != 0;
  symbol.absolute = (flags & SymbolRef::SF_Absolute) != 0;
  symbol.function = type == SymbolRef::ST_Function;
  symbol.marker =
      (flags & SymbolRef::SF_FormatSpecific) != 0 || type == SymbolRef::ST_Debug || type == SymbolRef::ST_File;
  symbol.size = symbol_size(ref);
  if (section == object.file->section_end()) return symbol;
  const auto index = indices.find(section->getIndex());
  if (index == indices.end()) return symbol;
  symbol.section = index->second;
  if (const auto* wasm = llvm::dyn_cast<llvm::object::WasmObjectFile>(object.file.get())) {
    BUILDSTD_CHECK(place_in_section(*wasm, ref, symbol));
    return symbol;
  }
  BUILDSTD_TRY(const auto address, from_llvm(ref.getAddress()));
  symbol.offset = address - object.sections[index->second].address;
  return symbol;
}

Result<void> read_symbols(Object& object, const SectionIndices& indices) {
  for (const auto& ref : object.file->symbols()) {
    BUILDSTD_TRY(auto symbol, symbol_of(object, ref, indices));
    object.symbols.push_back(symbol);
  }
  return {};
}

// LLVM ends the process over relocations in a section that has an address; and it multiplies the number of symbols by
// their size in 32 bits, and follows the counts of auxiliary ones to wherever they lead.
Result<void> check_coff(const llvm::object::ObjectFile& file) {
  const auto* coff = llvm::dyn_cast<llvm::object::COFFObjectFile>(&file);
  if (coff == nullptr) return {};
  for (const auto& section : coff->sections()) {
    if (coff->getCOFFSection(section)->VirtualAddress != 0)
      return fail("a section has an address, in a file that is yet to be linked");
  }
  const auto count = coff->getNumberOfSymbols();
  if (count == 0) return {};
  if (count > file.getData().size() / coff->getSymbolTableEntrySize()) return fail("it has more symbols than bytes");
  for (std::uint64_t i = 0; i != count;) {
    BUILDSTD_TRY(const auto symbol, from_llvm(coff->getSymbol(static_cast<std::uint32_t>(i))));
    i += 1U + symbol.getNumberOfAuxSymbols();
    if (i > count) return fail("a symbol has more parts than there are");
  }
  return {};
}

// LLVM reads a name up to its end, wherever that is.
Result<void> check_macho(const llvm::object::ObjectFile& file) {
  const auto* macho = llvm::dyn_cast<llvm::object::MachOObjectFile>(&file);
  if (macho == nullptr) return {};
  const auto names = macho->getStringTableData();
  if (!names.empty() && names.back() != '\0') return fail("its table of names has no end");
  return {};
}

bool is_known(llvm::file_magic kind) {
  return kind == llvm::file_magic::elf_relocatable || kind == llvm::file_magic::macho_object ||
         kind == llvm::file_magic::coff_object || kind == llvm::file_magic::wasm_object;
}

Result<Object> open(std::string_view bytes) {
  const auto kind = llvm::identify_magic(llvm::StringRef(bytes));
  if (!is_known(kind)) return fail("it is no object file of a format that is known: ELF, COFF, Mach-O or wasm");
  if (kind == llvm::file_magic::wasm_object) BUILDSTD_CHECK(check_wasm(bytes));
  auto file = llvm::object::ObjectFile::createObjectFile(llvm::MemoryBufferRef(llvm::StringRef(bytes), ""), kind);
  if (!file) return fail(from_llvm(file.takeError()));
  Object object{std::move(*file), {}, {}};
  BUILDSTD_CHECK(check_elf(*object.file));
  BUILDSTD_CHECK(check_coff(*object.file));
  BUILDSTD_CHECK(check_macho(*object.file));
  SectionIndices indices;
  for (const auto& ref : object.file->sections()) {
    BUILDSTD_TRY(auto section, section_of(ref));
    indices.emplace(ref.getIndex(), object.sections.size());
    object.sections.push_back(section);
  }
  BUILDSTD_CHECK(read_symbols(object, indices));
  return object;
}

std::int64_t addend_of(const Object& object, const llvm::object::RelocationRef& ref) {
  if (!llvm::isa<llvm::object::ELFObjectFileBase>(object.file.get())) return 0;
  auto addend = llvm::object::ELFRelocationRef(ref).getAddend();
  if (addend) return *addend;
  llvm::consumeError(addend.takeError());  // a REL section: it stands in the bytes
  return 0;
}

// A symbol's place in the table: its iterators compare, and hold the entry's address or number.
std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> symbol_places(const Object& object) {
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> places;
  std::size_t index = 0;
  for (const auto& ref : object.file->symbols()) {
    const auto raw = ref.getRawDataRefImpl();
    places.emplace(std::pair<std::uint64_t, std::uint64_t>(raw.d.a, raw.d.b), index++);
  }
  return places;
}

}  // namespace

const ObjectSection* Object::section(std::string_view name) const {
  const auto found = std::ranges::find(sections, name, &ObjectSection::name);
  return found == sections.end() ? nullptr : &*found;
}

bool looks_like_object(std::string_view bytes) { return is_known(llvm::identify_magic(llvm::StringRef(bytes))); }

Result<Object> read_object(std::string_view bytes, const std::string& where) {
  auto object = open(bytes);
  if (!object)
    return fail(
        std::move(object).error().context(fmt::format("could not read the object file `{}`", text::printable(where))));
  return object;
}

Result<std::vector<std::vector<Relocation>>> read_relocations(const Object& object) {
  const auto places = symbol_places(object);
  std::map<std::uint64_t, std::size_t> indices;
  for (std::size_t i = 0; i < object.sections.size(); ++i) indices.emplace(object.sections[i].ref.getIndex(), i);
  std::vector<std::vector<Relocation>> all(object.sections.size());
  for (const auto& section : object.sections) {
    BUILDSTD_TRY(const auto patched, from_llvm(section.ref.getRelocatedSection()));
    // ELF keeps a section's relocations in another one; elsewhere they belong to the section itself.
    if (patched == object.file->section_end()) continue;
    auto& list = all[indices.at(patched->getIndex())];
    for (const auto& ref : section.ref.relocations()) {
      Relocation relocation{ref.getOffset(), ref.getType(), addend_of(object, ref), std::nullopt, 0};
      if (const auto* wasm = llvm::dyn_cast<llvm::object::WasmObjectFile>(object.file.get())) {
        relocation.addend = wasm->getWasmRelocation(ref).Addend;
        relocation.wasm_index = wasm->getWasmRelocation(ref).Index;
      }
      const auto symbol = ref.getSymbol();
      if (symbol != object.file->symbol_end()) {
        const auto raw = symbol->getRawDataRefImpl();
        const auto place = places.find({raw.d.a, raw.d.b});
        if (place != places.end()) relocation.symbol = place->second;
      }
      list.push_back(relocation);
    }
  }
  for (auto& list : all) std::ranges::stable_sort(list, {}, &Relocation::offset);
  return all;
}

}  // namespace buildstd::verify
