// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/planner/cargo_unit.hpp"
#include "buildstd/planner/stable_hash.hpp"

namespace buildstd::planner {

/// What enters every unit's hash.
struct CargoHashContext {
  /// The minor number of the Cargo whose values are wanted, as in 1.96; at least 85.
  unsigned cargo_minor = 96;
  /// All that `rustc -vV` prints. Of a stable compiler every line counts (`host:` only for units of the
  /// host), of any other only the channel and the host (compilation_files.rs, `hash_rustc_version`).
  std::string rustc_verbose_version;
  /// The variable `__CARGO_DEFAULT_LIB_METADATA`, which rustc's bootstrap sets to `<channel>std<version>`;
  /// unset is not the same as empty.
  std::optional<std::string> default_lib_metadata = std::nullopt;
};

/// The hashes of a unit, 16 hexadecimal digits each.
struct CargoHashes {
  std::string metadata;  ///< `-C metadata=…`
  std::string unit_id;   ///< names the folder of a build script's run: `build/<package>-<unit_id>/out`
  /// Whether rustc is given `-C extra-filename=-<unit_id>`. Not for a `dylib`, `cdylib` (or an MSVC or
  /// Emscripten executable) of a path package, unless `default_lib_metadata` is set.
  bool in_file_name = true;
};

/// The hashes that Cargo gives the units of a build, in the order of `graph.units`
/// (src/cargo/core/compiler/build_runner/compilation_files.rs, `compute_metadata`).
///
/// Covers what rustc's bootstrap and `-Z build-std` use. Not covered, since neither does: a
/// RUSTC_WORKSPACE_WRAPPER, `-Z separate-nightlies`, `-Z host-config`, `-Z build-dir-new-layout`, `cargo doc`.
///
/// Fails where a version is none, where `rustc_verbose_version` lacks a release or host line, where Cargo is
/// older than 1.85, and where the graph is not one: an index out of range, a circle, a unit no root reaches.
Result<std::vector<CargoHashes>> cargo_hashes(const CargoUnitGraph& graph, const CargoHashContext& context);

/// The hash in the file name of a unit that depends on nothing, for many RUSTFLAGS: all else is hashed once.
class LeafFileHash {
 public:
  static Result<LeafFileHash> of(const CargoUnit& unit, const CargoHashContext& context);
  [[nodiscard]] std::uint64_t with(const std::vector<std::string_view>& rustflags) const;

 private:
  explicit LeafFileHash(StableHasher rest) : rest_(std::move(rest)) {}
  StableHasher rest_;
};

/// rustc's id of a library crate, a hash of its name, of `-C metadata` and of the compiler's version as `rustc -V` has
/// it after the program's name (compiler/rustc_span/src/def_id.rs, `StableCrateId::new`). Symbols and objects' names
/// have it.
std::uint64_t stable_crate_id(std::string_view crate_name, std::string_view metadata, std::string_view rustc_version);

}  // namespace buildstd::planner
