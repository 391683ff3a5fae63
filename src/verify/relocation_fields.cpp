// SPDX-License-Identifier: MIT
#include "verify/relocation_fields.hpp"

#include <llvm/BinaryFormat/COFF.h>
#include <llvm/BinaryFormat/ELF.h>
#include <llvm/BinaryFormat/Wasm.h>
#include <llvm/Object/COFF.h>
#include <llvm/Object/Wasm.h>

#include "verify/llvm_elf.hpp"

namespace buildstd::verify {

namespace {

namespace coff = llvm::COFF;
namespace elf = llvm::ELF;
namespace wasm = llvm::wasm;

std::size_t coff_addend_bytes(llvm::Triple::ArchType machine, std::uint64_t type) {
  switch (machine) {
    case llvm::Triple::x86_64:
      if (type == coff::IMAGE_REL_AMD64_ADDR64) return 8;
      return type >= coff::IMAGE_REL_AMD64_ADDR32 && type <= coff::IMAGE_REL_AMD64_REL32_5 ? 4 : 0;
    case llvm::Triple::x86:
      return type == coff::IMAGE_REL_I386_DIR32 || type == coff::IMAGE_REL_I386_DIR32NB ||
                     type == coff::IMAGE_REL_I386_REL32
                 ? 4
                 : 0;
    case llvm::Triple::aarch64: return type == coff::IMAGE_REL_ARM64_ADDR64 ? 8 : 0;
    default: return 0;
  }
}

}  // namespace

std::size_t placed_bytes(const Object& object, std::uint64_t type) {
  if (!llvm::isa<llvm::object::WasmObjectFile>(object.file.get())) return 0;
  switch (type) {
    case wasm::R_WASM_TABLE_INDEX_I32:
    case wasm::R_WASM_MEMORY_ADDR_I32:
    case wasm::R_WASM_FUNCTION_OFFSET_I32:
    case wasm::R_WASM_SECTION_OFFSET_I32:
    case wasm::R_WASM_GLOBAL_INDEX_I32:
    case wasm::R_WASM_MEMORY_ADDR_LOCREL_I32:
    case wasm::R_WASM_FUNCTION_INDEX_I32: return 4;
    case wasm::R_WASM_MEMORY_ADDR_I64:
    case wasm::R_WASM_TABLE_INDEX_I64:
    case wasm::R_WASM_FUNCTION_OFFSET_I64: return 8;
    case wasm::R_WASM_MEMORY_ADDR_LEB64:
    case wasm::R_WASM_MEMORY_ADDR_SLEB64:
    case wasm::R_WASM_MEMORY_ADDR_REL_SLEB64:
    case wasm::R_WASM_TABLE_INDEX_SLEB64:
    case wasm::R_WASM_TABLE_INDEX_REL_SLEB64:
    case wasm::R_WASM_MEMORY_ADDR_TLS_SLEB64: return 10;
    default: return 5;  // numbers in LEB128, padded
  }
}

std::size_t plain_addend_bytes(const Object& object, std::uint64_t type) {
  const auto machine = object.file->getArch();
  if (llvm::isa<llvm::object::COFFObjectFile>(object.file.get())) return coff_addend_bytes(machine, type);
  if (!llvm::isa<llvm::object::ELFObjectFileBase>(object.file.get())) return 0;
  switch (machine) {
    case llvm::Triple::x86:
      return type == elf::R_386_32 || type == elf::R_386_PC32 || type == elf::R_386_GOTOFF || type == elf::R_386_PLT32
                 ? 4
                 : 0;
    case llvm::Triple::arm:
    case llvm::Triple::thumb: return type == elf::R_ARM_ABS32 || type == elf::R_ARM_REL32 ? 4 : 0;
    default: return 0;
  }
}

bool counts_from_end(const Object& object, std::uint64_t type) {
  if (!llvm::isa<llvm::object::ELFObjectFileBase>(object.file.get())) return false;
  switch (object.file->getArch()) {
    case llvm::Triple::x86: return type == elf::R_386_PC32 || type == elf::R_386_PLT32;
    case llvm::Triple::x86_64:
      return type == elf::R_X86_64_PC32 || type == elf::R_X86_64_PLT32 || type == elf::R_X86_64_GOTPCREL ||
             type == elf::R_X86_64_GOTPCRELX || type == elf::R_X86_64_REX_GOTPCRELX;
    default: return false;
  }
}

bool counts_from_place(const Object& object, std::uint64_t type) {
  if (!llvm::isa<llvm::object::ELFObjectFileBase>(object.file.get())) return false;
  switch (object.file->getArch()) {
    case llvm::Triple::x86: return type == elf::R_386_PC32;
    case llvm::Triple::x86_64: return type == elf::R_X86_64_PC32 || type == elf::R_X86_64_PC64;
    case llvm::Triple::aarch64: return type == elf::R_AARCH64_PREL32 || type == elf::R_AARCH64_PREL64;
    case llvm::Triple::arm:
    case llvm::Triple::thumb: return type == elf::R_ARM_REL32;
    case llvm::Triple::ppc64:
    case llvm::Triple::ppc64le: return type == elf::R_PPC64_REL32 || type == elf::R_PPC64_REL64;
    case llvm::Triple::systemz: return type == elf::R_390_PC32 || type == elf::R_390_PC64;
    case llvm::Triple::loongarch64: return type == elf::R_LARCH_32_PCREL || type == elf::R_LARCH_64_PCREL;
    default: return false;
  }
}

}  // namespace buildstd::verify
