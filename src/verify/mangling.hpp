// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Rust's two symbol manglings, as far as comparing needs them. v0: rustc's book, "v0 Symbol Format".
namespace buildstd::verify {

enum class Mangling { unknown, v0, legacy };

/// How this symbol is mangled; leading underscores of the format do not matter.
Mangling mangling_of(std::string_view symbol);

/// The next `Cs<base62>_<length><name>` (a crate's root in a v0 symbol) at or behind `from`.
struct CrateRoot {
  std::size_t begin = 0;           ///< of the `C`
  std::string_view disambiguator;  ///< the base-62 digits
  std::string_view crate;
};
std::optional<CrateRoot> next_crate_root(std::string_view symbol, std::size_t from);

/// The base-62 digits that stand for a crate's StableCrateId in v0 symbols.
std::string disambiguator_of(std::uint64_t stable_crate_id);
/// `9071c5eb0b65983b` of an object named `core-H.core.9071c5eb0b65983b-cgu.0.rcgu.o`: the StableCrateId
/// (rustc_middle/src/mono.rs, `build_cgu_name_no_mangle`).
std::optional<std::uint64_t> stable_crate_id_of_object(std::string_view member, std::string_view crate);

/// The symbol without what only tells crates apart: v0 disambiguators of crates, legacy hashes, and the digits
/// that LLVM and rustc put behind private names (`.llvm.123`, `anon.HASH.7`).
std::string without_disambiguators(std::string_view symbol);

}  // namespace buildstd::verify
