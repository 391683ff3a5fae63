// SPDX-License-Identifier: MIT
#pragma once

// Instead of LLVM's header for ELF files: that includes ScopedPrinter.h, which has an empty unique_ptr of a type that
// is declared only. Where a unique_ptr is constexpr, as in C++23, clang wants to know at once how such a one is
// deleted.

#include <memory>

namespace llvm {
struct DelimitedScope;
}

template <>
struct std::default_delete<llvm::DelimitedScope> {
  void operator()(llvm::DelimitedScope* scope) const;
};

#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/ScopedPrinter.h>

inline void std::default_delete<llvm::DelimitedScope>::operator()(llvm::DelimitedScope* scope) const { delete scope; }
