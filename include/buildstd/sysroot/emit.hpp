// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "buildstd/base/error.hpp"

namespace buildstd::sysroot {

/// What a makefile wants of core and alloc that links them itself, under the plain names of `rustc --emit`.
struct Emission {
  std::filesystem::path directory;
  bool object = false;    ///< `core.o`: the one object of the library
  bool metadata = false;  ///< `libcore.rmeta`
};

/// Copies core's and alloc's files out of a sysroot's folder of libraries. A file that is there with the same bytes is
/// not touched, so that nothing is made again because of it. An error where a library has several codegen units, or
/// none
/// (`--check`), and for std, which cannot be linked without the crates it depends on.
/// @param libraries `lib/rustlib/TARGET/lib` of a sysroot
Result<void> emit(const std::filesystem::path& libraries, const Emission& emission);

}  // namespace buildstd::sysroot
