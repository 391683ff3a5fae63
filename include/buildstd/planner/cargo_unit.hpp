// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Cargo's idea of a unit of work, as far as its hashes and its LTO decision depend on it.
///
/// All of it can be read off a real Cargo: `cargo build --unit-graph -Z unstable-options` prints every field
/// but rustflags and extra arguments, which are those of the command (src/cargo/core/compiler/unit_graph.rs).
namespace buildstd::planner {

/// Where Cargo says a package comes from. Source replacement, such as a folder of vendored packages, does not
/// change it: a vendored package of crates.io is of crates.io (src/cargo/core/source_id.rs).
enum class CargoSourceKind : std::uint8_t { path, registry };

/// The URL that stands for crates.io in package ids and lock files, whatever protocol fetches the index
/// (src/cargo/sources/registry/mod.rs, `CRATES_IO_INDEX`).
inline constexpr std::string_view crates_io_index = "https://github.com/rust-lang/crates.io-index";

struct CargoPackage {
  std::string name;
  std::string version;  ///< a semantic version, build metadata included
  CargoSourceKind source_kind = CargoSourceKind::path;
  /// A path package: its folder relative to the workspace's root ("core"; empty: the root itself), for a
  /// unit with `is_std` relative to rustc's sysroot. Outside of these: the folder's `file:` URL.
  /// A registry package: the index's URL, `crates_io_index`.
  std::string source;
};

/// `debug = …` of a profile (crates/cargo-util-schemas/src/manifest/mod.rs, `TomlDebugInfo`).
enum class CargoDebuginfo : std::uint8_t { none, line_directives_only, line_tables_only, limited, full };

/// The level that a profile's or `-C debuginfo`'s word means: "0", "1", "2", "none", "limited", "full", "true",
/// "false", "line-tables-only", "line-directives-only".
std::optional<CargoDebuginfo> parse_debuginfo(std::string_view word);

/// `panic = …` of a profile. `immediate_abort` exists since Cargo 1.92.
enum class CargoPanic : std::uint8_t { unwind, abort, immediate_abort };

/// The settings of a unit's profile that are hashed (src/cargo/core/profiles.rs, `Profile::comparable`);
/// the defaults are those of `Profile::default`. The profile's name is not among them. `-Z trim-paths`,
/// which neither rustc's bootstrap nor buildstd passes, would add a field.
struct CargoProfile {
  std::string opt_level = "0";
  std::string lto = "false";  ///< "off", "false", "true", or a name such as "thin" or "fat"
  std::optional<std::string> codegen_backend = std::nullopt;
  std::optional<std::uint32_t> codegen_units = std::nullopt;
  CargoDebuginfo debuginfo = CargoDebuginfo::none;
  std::optional<std::string> split_debuginfo = std::nullopt;
  bool debug_assertions = false;
  bool overflow_checks = false;
  bool rpath = false;
  bool incremental = false;
  CargoPanic panic = CargoPanic::unwind;
  std::optional<std::string> strip = std::nullopt;  ///< "symbols", "debuginfo"; unset: none
  std::vector<std::string> rustflags;

  /// Not hashed: no profile table says `strip`, so that Cargo may still choose "debuginfo"
  /// (see `decide_strip` of cargo_profile.hpp).
  bool strip_is_deferred = true;

  bool operator==(const CargoProfile&) const = default;
};

/// What a unit does (src/cargo/core/compiler/build_config.rs, `CompileMode`), documentation left out.
enum class CargoMode : std::uint8_t { test, build, check, check_test, run_custom_build };

/// The kind of a package's target (src/cargo/core/manifest.rs, `TargetKind`). A proc macro is a `lib`.
enum class CargoTargetKind : std::uint8_t { lib, bin, test, bench, example_lib, example_bin, custom_build };

/// src/cargo/core/compiler/crate_type.rs, `CrateType`.
enum class CargoCrateType : std::uint8_t { bin, lib, rlib, dylib, cdylib, staticlib, proc_macro };

/// The platform that `--target` names.
struct CargoPlatform {
  std::string name;    ///< the triple, or the name of the JSON file without its ending
  std::string hashed;  ///< the triple, or all of the JSON file's text
};

/// One node of the unit graph. A package with a build script has three: its crate, which depends on the
/// run of the script (`run_custom_build`, for the platform of the crate), which depends on the script
/// (`build`, kind `custom_build`, for the host). The run depends as well on the runs of those packages with
/// `links` that its package depends on (src/cargo/core/compiler/unit_dependencies.rs).
struct CargoUnit {
  CargoPackage package;
  std::vector<std::string> features;  ///< enabled ones, in byte order
  CargoProfile profile;
  std::optional<CargoPlatform> platform = std::nullopt;  ///< unset: for the host, or no `--target` was given
  CargoMode mode = CargoMode::build;
  CargoTargetKind kind = CargoTargetKind::lib;
  std::vector<CargoCrateType> crate_types = {CargoCrateType::lib};  ///< as the manifest orders them
  std::string target_name;                                          ///< "std", "build-script-build"
  bool is_std = false;                                              ///< made by Cargo's own `-Z build-std`
  std::vector<std::string> rustflags;     ///< RUSTFLAGS and the like, word by word; none for the host under `--target`
  std::vector<std::string> extra_args;    ///< `cargo rustc -- …`
  std::vector<std::size_t> dependencies;  ///< indexes of the units it waits for
};

struct CargoUnitGraph {
  std::vector<CargoUnit> units;
  std::vector<std::size_t> roots;  ///< the units that were asked for, in Cargo's order; all others hang off them
};

}  // namespace buildstd::planner
