// SPDX-License-Identifier: MIT
#pragma once

#include <llvm/Object/ObjectFile.h>

#include "buildstd/base/error.hpp"

namespace buildstd::verify {

/// Whether an ELF file's tables hold together: LLVM's format-independent interface ends the process where they do
/// not. True for other formats.
Result<void> check_elf(const llvm::object::ObjectFile& file);

}  // namespace buildstd::verify
