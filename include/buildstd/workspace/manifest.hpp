// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/cfg.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/workspace/version.hpp"

namespace buildstd::workspace {

enum class DependencyKind { normal, build, development };

/// One entry of a dependency table.
struct Dependency {
  std::string name;     ///< the table's key, which features refer to
  std::string package;  ///< `package = "…"`, else the key
  VersionRequirement requirement;
  std::optional<std::filesystem::path> path;  ///< absolute directory, for `path = "…"`
  DependencyKind kind = DependencyKind::normal;
  bool optional = false;
  bool default_features = true;
  bool is_public = false;
  bool builtin = false;  ///< `builtin = true` (RFC 3875): from the toolchain, and from nowhere else
  std::vector<std::string> features;
  std::optional<TargetSelector> target;  ///< of `[target.KEY.dependencies]`
  Place place;

  [[nodiscard]] bool renamed() const { return name != package; }
};

/// An entry of `[lints]`, workspace inheritance resolved.
struct Lint {
  std::string tool;  ///< "rust", "clippy", …
  std::string name;
  std::string level;  ///< allow, warn, deny, forbid
  std::int64_t priority = 0;
};

/// The library target of a package.
struct Library {
  std::string crate_name;  ///< with underscores
  std::filesystem::path source;
  std::vector<std::string> crate_types;  ///< as the manifest has them; `lib` where it has none
};

/// What `[package]` says that ends up in `CARGO_PKG_*`.
struct PackageMetadata {
  std::vector<std::string> authors;
  std::string description, homepage, repository, license, license_file, readme, rust_version;
};

/// A package of the standard library's workspace, or one of its dependencies.
struct Package {
  std::string name;
  Version version;
  std::string edition = "2015";
  std::filesystem::path manifest;  ///< absolute
  bool is_member = false;          ///< a path package; else one from the registry (vendored)
  bool is_stand_in = false;        ///< ours, in place of one that the sources lack
  std::optional<Library> library;
  std::optional<std::filesystem::path> build_script;
  std::optional<std::string> links;
  bool public_dependency = false;  ///< `cargo-features = ["public-dependency"]`
  std::vector<Dependency> dependencies;
  std::map<std::string, std::vector<std::string>> features;
  std::vector<Lint> lints;
  std::vector<std::string> check_cfgs;  ///< of `unexpected_cfgs.check-cfg`
  PackageMetadata metadata;

  [[nodiscard]] std::filesystem::path root() const { return manifest.parent_path(); }
};

/// What members inherit from the root manifest: `[workspace.package]`, `.dependencies`, `.lints`.
struct Inheritance;

/// Whose package a manifest is of: what to do about an error depends on it, and of the standard library's packages no
/// development dependencies are read, since none are built.
enum class Owner { toolchain, user };

/// Reads a package's Cargo.toml. Keys that do not matter for building a library are passed over, so that
/// manifests of newer toolchains load.
/// @param inheritance of the workspace the package is a member of; null where it is not
Result<Package> read_manifest(const std::filesystem::path& file, const Inheritance* inheritance,
                              Owner owner = Owner::toolchain);

/// The same for a package of the user's.
/// @param root the root manifest of its workspace; may be `file` itself
Result<Package> read_user_manifest(const std::filesystem::path& file, const std::filesystem::path& root);

/// One value of a feature's list (the Cargo book, "Features"): `feature`, `dep:name`, `name/feature`, `name?/feature`.
struct FeatureValue {
  std::string dependency;  ///< empty: a feature of the package itself
  std::string feature;     ///< empty: the dependency alone
  bool weak = false;       ///< only where something else enables the dependency
};
FeatureValue parse_feature_value(std::string_view value);

}  // namespace buildstd::workspace
