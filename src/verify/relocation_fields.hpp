// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

#include "verify/object.hpp"

/// What comparing must know of single relocation types.
namespace buildstd::verify {

/// How many bytes at a relocation hold nothing but what the linker (wasm: the writer) computes from places.
std::size_t placed_bytes(const Object& object, std::uint64_t type);

/// How many bytes hold an addend as a plain number (COFF, and ELF without `RELA`); 0 where it is encoded otherwise.
std::size_t plain_addend_bytes(const Object& object, std::uint64_t type);

/// True for types that count from the end of the four bytes they fill, as x86 instructions do.
bool counts_from_end(const Object& object, std::uint64_t type);

/// True for types that, in data, hold the distance from the place itself. Compilers make tables of distances from the
/// table's start with them; the addend then grows with the place.
bool counts_from_place(const Object& object, std::uint64_t type);

}  // namespace buildstd::verify
