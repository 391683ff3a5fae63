// SPDX-License-Identifier: MIT
#include "verify/section_role.hpp"

#include <llvm/Object/COFF.h>
#include <llvm/Object/Wasm.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "verify/llvm_elf.hpp"

namespace buildstd::verify {

namespace {

template <std::size_t count>
bool begins_with_any(std::string_view name, const std::array<std::string_view, count>& prefixes) {
  return std::ranges::any_of(prefixes, [&](auto prefix) { return name.starts_with(prefix); });
}

constexpr std::array<std::string_view, 4> bitcode_names = {".llvmbc", ".llvmcmd", "__bitcode", "__cmdline"};
constexpr std::array<std::string_view, 5> debug_names = {".debug", ".zdebug", "__debug", "__apple_", ".gdb_index"};
constexpr std::array<std::string_view, 11> unwind_names = {
    ".eh_frame", "__eh_frame", ".gcc_except_table", "__gcc_except_tab", ".ARM.exidx", ".ARM.extab",
    ".pdata",    ".xdata",     "__compact_unwind",  ".rela.eh_frame",   ".sframe"};

bool is_loaded(const Object& object, const ObjectSection& section) {
  if (llvm::isa<llvm::object::ELFObjectFileBase>(object.file.get()))
    return (llvm::object::ELFSectionRef(section.ref).getFlags() & llvm::ELF::SHF_ALLOC) != 0 &&
           !section.name.starts_with(".note.");
  if (const auto* coff = llvm::dyn_cast<llvm::object::COFFObjectFile>(object.file.get())) {
    constexpr auto not_loaded = llvm::COFF::IMAGE_SCN_LNK_INFO | llvm::COFF::IMAGE_SCN_LNK_REMOVE;
    return (coff->getCOFFSection(section.ref)->Characteristics & not_loaded) == 0;
  }
  if (llvm::isa<llvm::object::WasmObjectFile>(object.file.get())) return section.code || section.ref.isData();
  return true;
}

}  // namespace

SectionRole role_of(const Object& object, const ObjectSection& section) {
  if (begins_with_any(section.name, bitcode_names)) return SectionRole::bitcode;
  if (begins_with_any(section.name, debug_names)) return SectionRole::debug;
  if (begins_with_any(section.name, unwind_names)) return SectionRole::unwind;
  if (!is_loaded(object, section)) return SectionRole::other;
  return section.code ? SectionRole::code : SectionRole::data;
}

}  // namespace buildstd::verify
