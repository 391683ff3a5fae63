// SPDX-License-Identifier: MIT
#pragma once

#include <llvm/Support/Error.h>

#include <string>
#include <utility>

#include "buildstd/base/error.hpp"

namespace buildstd::verify {

/// LLVM's error as this project's.
inline Error from_llvm(llvm::Error error) { return Error(llvm::toString(std::move(error))); }

/// LLVM's `Expected` as this project's `Result`.
template <class T>
Result<T> from_llvm(llvm::Expected<T> value) {
  if (!value) return fail(from_llvm(value.takeError()));
  return std::move(*value);
}

}  // namespace buildstd::verify
