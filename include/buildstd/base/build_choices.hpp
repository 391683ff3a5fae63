// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace buildstd {

/// Which of the standard library's crates are wanted; each means those before it too
/// (RFC 3874, `build-std.crates`).
enum class StdCrates { core, alloc, std };

std::string_view name_of(StdCrates crates);
std::optional<StdCrates> parse_std_crates(std::string_view name);

/// RFC 3874, "Panic strategies". Not choosing one is a choice of its own (`std::optional`).
enum class PanicStrategy { unwind, abort, immediate_abort };

/// As `-Cpanic` and Cargo's profiles spell it.
std::string_view name_of(PanicStrategy strategy);
std::optional<PanicStrategy> parse_panic_strategy(std::string_view name);

/// A set of choices about how std is built that neither the RFC nor the sources fix.
enum class RecipeKind {
  dist,      ///< upstream's
  prebuilt,  ///< those of whoever built the toolchain's prebuilt std, read off its files
};

std::string_view name_of(RecipeKind kind);
std::optional<RecipeKind> parse_recipe(std::string_view name);

/// Where std's C code comes from, which Rust's own sources do not hold.
enum class CObjects {
  source,    ///< from LLVM's sources or archives, which variables of std's build scripts name; left out without any
  prebuilt,  ///< from the prebuilt std, so that all else can be compared with it
};

std::string_view name_of(CObjects objects);
std::optional<CObjects> parse_c_objects(std::string_view name);

}  // namespace buildstd
