// SPDX-License-Identifier: MIT
#include "buildstd/planner/cargo_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "buildstd/base/text.hpp"
#include "buildstd/planner/cargo_lto.hpp"
#include "buildstd/planner/stable_hash.hpp"
#include "buildstd/workspace/version.hpp"

namespace buildstd::planner {

namespace {

/// `METADATA_VERSION` of compilation_files.rs, in all the versions of `algorithms`.
constexpr std::uint8_t metadata_version = 2;

/// What changed between Cargo versions; the rest is the same in all of them (read in Cargo's tags 0.86.0 to
/// 0.98.0, which are Cargo 1.85 to 1.97).
struct Algorithm {
  unsigned since;  ///< the first Cargo, 1.`since`
  /// How many variants `CompileMode` has before `RunCustomBuild`. Cargo 1.89 dropped `Bench` (2fc7e6ed8).
  std::uint8_t run_custom_build;
  /// A dependency enters the file-name hash as `Option<UnitHash>`, absent where its own file name has no
  /// hash. Since Cargo 1.94 it is the plain `unit_id` (5b90fa125, 7311b6c83).
  bool optional_file_hashes;
};

constexpr std::array algorithms = {
    Algorithm{.since = 85, .run_custom_build = 7, .optional_file_hashes = true},
    Algorithm{.since = 89, .run_custom_build = 6, .optional_file_hashes = true},
    Algorithm{.since = 94, .run_custom_build = 6, .optional_file_hashes = false},
};

Result<Algorithm> algorithm_of(unsigned cargo_minor) {
  std::optional<Algorithm> latest;
  for (const auto& algorithm : algorithms) {
    if (algorithm.since <= cargo_minor) latest = algorithm;
  }
  if (latest) return *latest;
  return fail(Error(fmt::format("the unit hashes of Cargo 1.{} are not known", cargo_minor))
                  .help(fmt::format("the oldest Cargo whose hashes are known is 1.{}", algorithms.front().since)));
}

/// `PackageId::stable_hash` (src/cargo/core/package_id.rs) and `SourceId::stable_hash` (source_id.rs), whose
/// kinds are numbered in crates/cargo-util-schemas/src/core/source_kind.rs.
Result<void> hash_package(StableHasher& hasher, const CargoPackage& package) {
  BUILDSTD_TRY(const auto version, workspace::Version::parse(package.version));
  hasher.str(package.name);
  for (const auto number : {version.major, version.minor, version.patch}) hasher.u64(number);
  hasher.str(version.pre);
  hasher.str(version.build);
  hasher.variant(package.source_kind == CargoSourceKind::path ? 1 : 2);
  hasher.str(package.source);
  return {};
}

/// `profiles::Lto`.
void hash_profile_lto(StableHasher& hasher, const std::string& lto) {
  if (lto == "off") {
    hasher.variant(0);
  } else if (lto == "true" || lto == "false") {
    hasher.variant(1);
    hasher.boolean(lto == "true");
  } else {
    hasher.variant(2);
    hasher.str(lto);
  }
}

/// `Profile::comparable` (src/cargo/core/profiles.rs), field by field.
void hash_profile(StableHasher& hasher, const CargoProfile& profile) {
  hasher.str(profile.opt_level);
  hash_profile_lto(hasher, profile.lto);
  hasher.optional_str(profile.codegen_backend);
  hasher.variant(profile.codegen_units ? 1 : 0);
  if (profile.codegen_units) hasher.u32(*profile.codegen_units);
  hasher.variant(static_cast<std::uint8_t>(profile.debuginfo));
  hasher.optional_str(profile.split_debuginfo);
  hasher.boolean(profile.debug_assertions);
  hasher.boolean(profile.overflow_checks);
  hasher.boolean(profile.rpath);
  hasher.boolean(profile.incremental);
  hasher.variant(static_cast<std::uint8_t>(profile.panic));
  hasher.optional_str(profile.strip);
  hasher.strs(profile.rustflags);
  hasher.variant(0);  // trim-paths: unset
}

/// `CompileMode` (src/cargo/core/compiler/build_config.rs).
void hash_mode(StableHasher& hasher, CargoMode mode, const Algorithm& algorithm) {
  switch (mode) {
    case CargoMode::test: hasher.variant(0); break;
    case CargoMode::build: hasher.variant(1); break;
    case CargoMode::check:
    case CargoMode::check_test:
      hasher.variant(2);
      hasher.boolean(mode == CargoMode::check_test);
      break;
    case CargoMode::run_custom_build: hasher.variant(algorithm.run_custom_build); break;
  }
}

/// `Lto` of src/cargo/core/compiler/lto.rs.
void hash_lto(StableHasher& hasher, const CargoLto& lto) {
  hasher.variant(static_cast<std::uint8_t>(lto.kind));
  if (lto.kind == CargoLtoKind::run) hasher.optional_str(lto.run);
}

/// `CompileKind::fingerprint_hash` (src/cargo/core/compiler/compile_kind.rs).
std::uint64_t platform_hash(const std::optional<CargoPlatform>& platform) {
  if (!platform) return 0;
  StableHasher hasher;
  hasher.str(platform->hashed);
  return hasher.finish();
}

/// The target's name and its `TargetKind` (src/cargo/core/manifest.rs).
void hash_target(StableHasher& hasher, const CargoUnit& unit) {
  hasher.str(unit.target_name);
  hasher.variant(static_cast<std::uint8_t>(unit.kind));
  if (unit.kind != CargoTargetKind::lib && unit.kind != CargoTargetKind::example_lib) return;
  hasher.length(unit.crate_types.size());
  for (const auto type : unit.crate_types) hasher.variant(static_cast<std::uint8_t>(type));
}

/// `has_remap_path_prefix`: flags that may hold a machine's paths are left out as a whole.
bool may_remap_paths(const std::vector<std::string>& flags) {
  return std::ranges::any_of(flags, [](const std::string& flag) {
    return flag.starts_with("--remap-path-prefix=") || flag == "--remap-path-prefix";
  });
}

/// What of the context enters the hashes, read once.
struct Compiler {
  std::vector<std::string_view> lines;  ///< of `rustc -vV`
  std::string_view host;
  std::string_view pre;  ///< "nightly", "beta.1", …; empty: a stable release

  static Result<Compiler> read(std::string_view verbose_version) {
    Compiler compiler{.lines = text::lines(verbose_version), .host = {}, .pre = {}};
    std::string_view release;
    for (const auto line : compiler.lines) {
      if (line.starts_with("host: ")) compiler.host = line.substr(6);
      if (line.starts_with("release: ")) release = line.substr(9);
    }
    if (compiler.host.empty() || release.empty()) {
      return fail("`rustc -vV` printed no `host:` or no `release:` line");
    }
    if (const auto dash = release.find('-'); dash != std::string_view::npos) compiler.pre = release.substr(dash + 1);
    return compiler;
  }

  /// `hash_rustc_version`.
  void hash(StableHasher& hasher, bool unit_is_for_host) const {
    if (pre.empty()) {
      for (const auto line : lines) {
        if (unit_is_for_host || !line.starts_with("host: ")) hasher.str(line);
      }
      return;
    }
    hasher.variant(1);  // the first of an iterator over `pre`'s parts is an `Option`
    hasher.str(pre.substr(0, pre.find('.')));
    if (unit_is_for_host) hasher.str(host);
  }
};

/// `use_extra_filename`.
bool has_hash_in_file_name(const CargoUnit& unit, const CargoHashContext& context, std::string_view host) {
  if (unit.mode == CargoMode::test || unit.mode == CargoMode::check || unit.mode == CargoMode::check_test) return true;
  if (unit.package.source_kind != CargoSourceKind::path || context.default_lib_metadata) return true;
  const auto makes = [&](CargoCrateType type) {
    return unit.kind == CargoTargetKind::lib && std::ranges::find(unit.crate_types, type) != unit.crate_types.end();
  };
  if (makes(CargoCrateType::dylib) || makes(CargoCrateType::cdylib)) return false;
  const auto platform = unit.platform ? std::string_view(unit.platform->name) : host;
  const bool executable = unit.kind == CargoTargetKind::bin || unit.kind == CargoTargetKind::example_bin;
  return !executable || (platform != "wasm32-unknown-emscripten" && !platform.contains("msvc"));
}

/// Computes each unit's hashes after those of its dependencies, once.
class HashWalk {
 public:
  HashWalk(const CargoUnitGraph& graph, const CargoHashContext& context, const Algorithm& algorithm, Compiler compiler)
      : graph_(graph),
        context_(context),
        algorithm_(algorithm),
        compiler_(std::move(compiler)),
        done_(graph.units.size()) {}

  struct Hashes {
    std::uint64_t metadata = 0;
    std::uint64_t unit_id = 0;
    bool in_file_name = true;
  };

  /// All that the hash in the file name of a unit without dependencies covers before RUSTFLAGS.
  Result<StableHasher> before_rustflags(const CargoUnit& unit, const CargoLto& lto) const {
    StableHasher hasher;
    BUILDSTD_CHECK(hash_unit(hasher, unit, lto));
    hasher.length(0);  // dependencies
    hasher.strs(unit.extra_args);
    return hasher;
  }

  /// The graph has no circles and no index out of range: `cargo_lto` has seen to that.
  Result<Hashes> visit(std::size_t index, const std::vector<std::optional<CargoLto>>& lto) {
    if (done_[index]) return *done_[index];
    const auto& unit = graph_.units[index];
    if (!lto[index]) return fail(fmt::format("no root of the unit graph reaches `{}`", unit.target_name));
    std::vector<Hashes> dependencies;
    for (const auto dependency : unit.dependencies) {
      BUILDSTD_TRY(auto hashes, visit(dependency, lto));
      dependencies.push_back(hashes);
    }
    StableHasher shared;
    BUILDSTD_CHECK(hash_unit(shared, unit, *lto[index]));
    done_[index] = Hashes{.metadata = metadata(shared, dependencies),
                          .unit_id = unit_id(shared, unit, dependencies),
                          .in_file_name = has_hash_in_file_name(unit, context_, compiler_.host)};
    return *done_[index];
  }

 private:
  /// What both hashes begin with.
  Result<void> hash_unit(StableHasher& hasher, const CargoUnit& unit, const CargoLto& lto) const {
    hasher.u8(metadata_version);
    if (auto hashed = hash_package(hasher, unit.package); !hashed) {
      return fail(std::move(hashed).error().context(fmt::format("package `{}` has no unit hash", unit.package.name)));
    }
    hasher.strs(unit.features);
    hash_profile(hasher, unit.profile);
    hash_mode(hasher, unit.mode, algorithm_);
    hash_lto(hasher, lto);
    hasher.u64(platform_hash(unit.platform));
    hash_target(hasher, unit);
    compiler_.hash(hasher, !unit.platform);
    if (context_.default_lib_metadata) hasher.str(*context_.default_lib_metadata);
    hasher.boolean(unit.is_std);
    return {};
  }

  static std::uint64_t metadata(StableHasher hasher, const std::vector<Hashes>& dependencies) {
    std::vector<std::uint64_t> values;
    values.reserve(dependencies.size());
    for (const auto& dependency : dependencies) values.push_back(dependency.metadata);
    std::ranges::sort(values);
    hasher.length(values.size());
    for (const auto value : values) hasher.u64(value);
    return hasher.finish();
  }

  [[nodiscard]] std::uint64_t unit_id(StableHasher hasher, const CargoUnit& unit,
                                      const std::vector<Hashes>& dependencies) const {
    std::vector<std::optional<std::uint64_t>> values;  // absent ones sort first, as in Rust
    for (const auto& dependency : dependencies) {
      const bool absent = algorithm_.optional_file_hashes && !dependency.in_file_name;
      values.push_back(absent ? std::nullopt : std::optional(dependency.unit_id));
    }
    std::ranges::sort(values);
    hasher.length(values.size());
    for (const auto& value : values) {
      if (algorithm_.optional_file_hashes) hasher.variant(value ? 1 : 0);
      if (value) hasher.u64(*value);
    }
    if (!may_remap_paths(unit.extra_args)) hasher.strs(unit.extra_args);
    if (!may_remap_paths(unit.rustflags)) hasher.strs(unit.rustflags);
    return hasher.finish();
  }

  const CargoUnitGraph& graph_;
  const CargoHashContext& context_;
  const Algorithm& algorithm_;
  Compiler compiler_;
  std::vector<std::optional<Hashes>> done_;
};

}  // namespace

Result<std::vector<CargoHashes>> cargo_hashes(const CargoUnitGraph& graph, const CargoHashContext& context) {
  BUILDSTD_TRY(const auto algorithm, algorithm_of(context.cargo_minor));
  BUILDSTD_TRY(auto compiler, Compiler::read(context.rustc_verbose_version));
  BUILDSTD_TRY(const auto lto, cargo_lto(graph));
  HashWalk walk(graph, context, algorithm, std::move(compiler));
  std::vector<CargoHashes> found;
  for (std::size_t i = 0; i < graph.units.size(); ++i) {
    BUILDSTD_TRY(const auto hashes, walk.visit(i, lto));
    found.push_back(
        {fmt::format("{:016x}", hashes.metadata), fmt::format("{:016x}", hashes.unit_id), hashes.in_file_name});
  }
  return found;
}

Result<LeafFileHash> LeafFileHash::of(const CargoUnit& unit, const CargoHashContext& context) {
  const CargoUnitGraph graph{{unit}, {0}};
  BUILDSTD_TRY(const auto algorithm, algorithm_of(context.cargo_minor));
  BUILDSTD_TRY(auto compiler, Compiler::read(context.rustc_verbose_version));
  BUILDSTD_TRY(const auto lto, cargo_lto(graph));
  BUILDSTD_TRY(auto rest, HashWalk(graph, context, algorithm, std::move(compiler)).before_rustflags(unit, *lto[0]));
  return LeafFileHash(std::move(rest));
}

std::uint64_t LeafFileHash::with(const std::vector<std::string_view>& rustflags) const {
  auto hasher = rest_;
  hasher.length(rustflags.size());
  for (const auto flag : rustflags) hasher.str(flag);
  return hasher.finish();
}

std::uint64_t stable_crate_id(std::string_view crate_name, std::string_view metadata, std::string_view rustc_version) {
  StableHasher hasher;
  hasher.str(crate_name);
  hasher.bytes("metadata");
  hasher.length(metadata.size());
  hasher.bytes(metadata);
  hasher.bytes("lib");
  hasher.bytes(rustc_version);
  return hasher.halves().low;
}

}  // namespace buildstd::planner
