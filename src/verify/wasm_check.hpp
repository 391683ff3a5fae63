// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd::verify {

/// Whether a wasm file's counts, relocations and symbols hold together. LLVM's reader reserves room for as many things
/// as a file claims, looks up the symbol of a relocation that it finds bad, and the section of a symbol unchecked.
Result<void> check_wasm(std::string_view bytes);

}  // namespace buildstd::verify
