// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd::verify {

/// Whether a wasm file's counts and relocations hold together. LLVM's reader reserves room for as many things as a
/// file claims, and looks up the symbol of a relocation that it finds bad.
Result<void> check_wasm(std::string_view bytes);

}  // namespace buildstd::verify
