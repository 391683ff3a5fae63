// SPDX-License-Identifier: MIT
#pragma once

#include <llvm/Object/ObjectFile.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

/// Object files of any format as one shape, read through LLVM's library. Views belong to the bytes given.
namespace buildstd::verify {

struct ObjectSection {
  std::string_view name;
  std::string_view bytes;  ///< empty for sections that only take room in memory
  std::uint64_t address = 0;
  std::uint64_t size = 0;
  std::uint64_t entry_size = 0;  ///< of ELF's tables and mergeable constants
  bool code = false;
  llvm::object::SectionRef ref;
};

struct ObjectSymbol {
  std::string_view name;
  std::optional<std::size_t> section;  ///< index into `sections`
  std::uint64_t offset = 0;            ///< within that section
  std::uint64_t size = 0;              ///< 0 where the format has none
  bool function = false;
  bool undefined = false;
  bool global = false;
  bool weak = false;
  bool common = false;
  bool absolute = false;
  bool marker = false;  ///< stands for a section, a file or a place of the assembler's, not for an item
};

struct Relocation {
  std::uint64_t offset = 0;  ///< within the section
  std::uint64_t type = 0;
  std::int64_t addend = 0;            ///< 0 where the format keeps it in the bytes
  std::optional<std::size_t> symbol;  ///< index into `symbols`
  std::uint32_t wasm_index = 0;       ///< where wasm means a type, not a symbol
};

struct Object {
  std::unique_ptr<llvm::object::ObjectFile> file;
  std::vector<ObjectSection> sections;
  std::vector<ObjectSymbol> symbols;

  [[nodiscard]] const ObjectSection* section(std::string_view name) const;
};

/// True where the bytes begin as an object file of a format that `read_object` knows.
bool looks_like_object(std::string_view bytes);

/// Sections and symbols. All that LLVM would end the process over is checked first.
Result<Object> read_object(std::string_view bytes, const std::string& where);

/// The relocations that patch each section, by section index, in order of their offset.
Result<std::vector<std::vector<Relocation>>> read_relocations(const Object& object);

}  // namespace buildstd::verify
