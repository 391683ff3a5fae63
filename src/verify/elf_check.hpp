// SPDX-License-Identifier: MIT
#pragma once

#include <llvm/Object/ObjectFile.h>

#include <cstdint>

#include "buildstd/base/error.hpp"

namespace buildstd::verify {

/// Whether an ELF file's tables hold together: LLVM's format-independent interface ends the process where they do
/// not. True for other formats.
Result<void> check_elf(const llvm::object::ObjectFile& file);

/// The size of an ELF section's entries, which the format-independent interface has not; 0 in other formats.
std::uint64_t elf_entry_size(const llvm::object::SectionRef& section);

}  // namespace buildstd::verify
