// SPDX-License-Identifier: MIT
#include "verify/elf_check.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "verify/llvm_elf.hpp"
#include "verify/llvm_result.hpp"

namespace buildstd::verify {

namespace {

namespace elf = llvm::ELF;

// A compressed section may claim any size; deflate's best is about a thousandfold.
constexpr std::uint64_t most_expansion = 2000;

template <class Elf>
class ElfChecker {
 public:
  explicit ElfChecker(const llvm::object::ELFFile<Elf>& file) : file_(file) {}

  Result<void> run() {
    if (file_.getHeader().e_type != elf::ET_REL) return fail("it is no relocatable object file");
    BUILDSTD_TRY(sections_, from_llvm(file_.sections()));
    std::uint64_t total = 0;
    for (const auto& section : sections_) {
      if (section.sh_type != elf::SHT_NOBITS) total += std::min<std::uint64_t>(section.sh_size, file_.getBufSize());
      // Parts that overlap would make a small file cost as much as a large one.
      if (total > 2 * file_.getBufSize()) return fail("its sections overlap");
      BUILDSTD_CHECK(check(section));
    }
    return {};
  }

 private:
  using Header = typename Elf::Shdr;

  Result<void> check(const Header& section) {
    BUILDSTD_CHECK(from_llvm(file_.getSectionName(section)));
    if (section.sh_addr != 0) return fail("a section has an address, in a file that is yet to be linked");
    if (section.sh_type == elf::SHT_NOBITS || section.sh_type == elf::SHT_NULL) return {};
    BUILDSTD_TRY(const auto bytes, from_llvm(file_.getSectionContents(section)));
    if (section.sh_flags & elf::SHF_COMPRESSED) BUILDSTD_CHECK(check_compressed(bytes));
    switch (section.sh_type) {
      case elf::SHT_SYMTAB: return check_symbols(section);
      case elf::SHT_RELA: return check_relocations(section, file_.relas(section));
      case elf::SHT_REL: return check_relocations(section, file_.rels(section));
      case elf::SHT_CREL:
      case elf::SHT_RELR:
      case elf::SHT_ANDROID_REL:
      case elf::SHT_ANDROID_RELA: return fail("it has relocations in a form that is not supported");
      default: return {};
    }
  }

  static Result<void> check_compressed(llvm::ArrayRef<std::uint8_t> bytes) {
    using Compression = typename Elf::Chdr;
    if (bytes.size() < sizeof(Compression)) return fail("a compressed section has no header");
    const auto* header = reinterpret_cast<const Compression*>(bytes.data());
    if (header->ch_size / most_expansion > bytes.size()) return fail("a compressed section claims an absurd size");
    return {};
  }

  Result<void> check_symbols(const Header& section) {
    BUILDSTD_TRY(const auto symbols, from_llvm(file_.symbols(&section)));
    BUILDSTD_TRY(const auto names, from_llvm(file_.getStringTableForSymtab(section)));
    BUILDSTD_TRY(const auto extended, extended_indices());
    for (const auto& symbol : symbols) {
      BUILDSTD_CHECK(from_llvm(symbol.getName(names)));
      if (symbol.getType() != elf::STT_SECTION) continue;
      // LLVM 19 takes such a symbol's name from its section, without asking whether there is one.
      BUILDSTD_TRY(const auto* place, from_llvm(file_.getSection(symbol, &section, extended)));
      if (place == nullptr) return fail("a section's symbol has no section");
    }
    return {};
  }

  // Of symbols in sections beyond the 65,279th.
  Result<llvm::object::DataRegion<typename Elf::Word>> extended_indices() {
    llvm::object::DataRegion<typename Elf::Word> none(llvm::ArrayRef<typename Elf::Word>{});
    for (const auto& section : sections_) {
      if (section.sh_type != elf::SHT_SYMTAB_SHNDX) continue;
      BUILDSTD_TRY(const auto indices, from_llvm(file_.getSHNDXTable(section)));
      return llvm::object::DataRegion<typename Elf::Word>(indices);
    }
    return none;
  }

  template <class Range>
  Result<void> check_relocations(const Header& section, llvm::Expected<Range> range) {
    BUILDSTD_TRY(const auto relocations, from_llvm(std::move(range)));
    BUILDSTD_TRY(const auto* table, from_llvm(file_.getSection(section.sh_link)));
    BUILDSTD_CHECK(from_llvm(file_.getSection(section.sh_info)));
    if (table->sh_type != elf::SHT_SYMTAB) return fail("relocations refer to a section that is no symbol table");
    BUILDSTD_TRY(const auto symbols, from_llvm(file_.symbols(table)));
    for (const auto& relocation : relocations) {
      if (relocation.getSymbol(file_.isMips64EL()) >= std::max<std::size_t>(symbols.size(), 1))
        return fail("a relocation refers to a symbol that is not there");
    }
    return {};
  }

  const llvm::object::ELFFile<Elf>& file_;
  typename Elf::ShdrRange sections_;
};

template <class Elf>
Result<void> check(const llvm::object::ELFObjectFile<Elf>& file) {
  return ElfChecker<Elf>(file.getELFFile()).run();
}

}  // namespace

std::uint64_t elf_entry_size(const llvm::object::SectionRef& section) {
  const auto at = section.getRawDataRefImpl();
  const auto* file = section.getObject();
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF64LEObjectFile>(file)) return elf->getSection(at)->sh_entsize;
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF64BEObjectFile>(file)) return elf->getSection(at)->sh_entsize;
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF32LEObjectFile>(file)) return elf->getSection(at)->sh_entsize;
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF32BEObjectFile>(file)) return elf->getSection(at)->sh_entsize;
  return 0;
}

Result<void> check_elf(const llvm::object::ObjectFile& file) {
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF64LEObjectFile>(&file)) return check(*elf);
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF64BEObjectFile>(&file)) return check(*elf);
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF32LEObjectFile>(&file)) return check(*elf);
  if (const auto* elf = llvm::dyn_cast<llvm::object::ELF32BEObjectFile>(&file)) return check(*elf);
  return {};
}

}  // namespace buildstd::verify
