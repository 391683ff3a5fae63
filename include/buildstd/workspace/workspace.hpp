// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/workspace/lockfile.hpp"
#include "buildstd/workspace/manifest.hpp"
#include "buildstd/workspace/profile.hpp"

namespace buildstd::workspace {

/// A package of the lock file: loaded, or why it is not there. Sources that ship without the packages only
/// std's own tests and C parts need (Debian's lack `rand` and `cc`) are whole as long as no plan asks for one.
struct Member {
  std::optional<Package> package;
  std::optional<Error> absent;
  std::vector<std::filesystem::path> looked_at;
};

/// The standard library's workspace as data: what the planner works on.
struct Workspace {
  std::filesystem::path root;  ///< the `library` directory, symbolic links resolved
  Lockfile lock;
  std::vector<Member> members;  ///< one for each of `lock.packages`, same index
  Profiles profiles;
  /// Folders outside of `library` that packages were found in.
  std::vector<std::filesystem::path> vendored;

  /// The index of the path package called `name`.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;
  /// Which locked package a dependency of package `owner` means: by name among the owner's locked
  /// dependencies, then by requirement. An error where the lock file does not cover the manifest.
  [[nodiscard]] Result<std::size_t> resolve(std::size_t owner, const Dependency& dependency) const;
};

/// A folder of packages, each in one of its own, called `name-version` or `name`.
struct PackageFolder {
  std::filesystem::path path;
  /// Where the `name-version.crate` files are that they were unpacked from: Cargo's cache of a registry. Each then has
  /// to be what the lock file's checksum says.
  std::optional<std::filesystem::path> archives;
};

/// Where dependencies from the registry are looked for, besides `library/vendor`, and which.
struct DependencySources {
  std::vector<PackageFolder> folders;
  /// In place of the workspace's own lock file.
  std::optional<std::filesystem::path> lockfile;
  /// Where to put packages that take the place of some that are nowhere; unset: nowhere.
  std::optional<std::filesystem::path> stand_ins;
  bool prefer_stand_ins = false;  ///< they take the place of what is there, too
};

/// Loads manifests, lock file, profiles and vendored packages below `library`.
Result<Workspace> load(const std::filesystem::path& library, const DependencySources& sources);

}  // namespace buildstd::workspace
