// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "buildstd/base/error.hpp"

namespace buildstd::sysroot {

/// What a makefile wants of core and alloc that links them itself, under the plain names of `rustc --emit`.
struct Emission {
  std::filesystem::path directory;  ///< absolute
  bool object = false;              ///< `core.o`: the one object of the library
  bool metadata = false;            ///< `libcore.rmeta`
};

/// Copies core's and alloc's files out of a sysroot's folder of libraries. A file that is there with the same bytes is
/// not touched, so that nothing is made again because of it. An error, and nothing is copied, where a library has other
/// than one codegen unit.
/// @param libraries `lib/rustlib/TARGET/lib` of a sysroot; with code, where objects are wanted
Result<void> emit(const std::filesystem::path& libraries, const Emission& emission);

}  // namespace buildstd::sysroot
