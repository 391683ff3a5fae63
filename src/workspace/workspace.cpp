// SPDX-License-Identifier: MIT
#include "buildstd/workspace/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "base/json.hpp"
#include "base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/text.hpp"
#include "workspace/inheritance.hpp"
#include "workspace/profile.hpp"
#include "workspace/stand_in.hpp"

namespace buildstd::workspace {

namespace {

// Far above any of std's dependencies.
constexpr std::uint64_t largest_archive = 64ULL << 20;

class WorkspaceLoader {
 public:
  WorkspaceLoader(const std::filesystem::path& library, const DependencySources& sources) : sources_(sources) {
    workspace_.root = fs::canonical(library);
  }

  Result<Workspace> load() {
    BUILDSTD_TRY(const auto root, read_toml(workspace_.root / "Cargo.toml"));
    BUILDSTD_TRY(workspace_.lock, read_lockfile(sources_.lockfile.value_or(workspace_.root / "Cargo.lock")));
    BUILDSTD_TRY(workspace_.profiles, read_profiles(root));
    workspace_.members.resize(workspace_.lock.packages.size());
    BUILDSTD_CHECK(load_path_packages(root));
    for (std::size_t i = 0; i < workspace_.members.size(); ++i) {
      auto& member = workspace_.members[i];
      if (member.package) continue;
      if (auto loaded = load_registry_package(workspace_.lock.packages[i], member); !loaded)
        member.absent = std::move(loaded).error();
    }
    return std::move(workspace_);
  }

 private:
  // Path packages are those the workspace names, `[patch.crates-io]` names, or a manifest reaches by `path`.
  Result<void> load_path_packages(const TomlDocument& root) {
    const Inheritance inheritance{root};
    std::deque<std::filesystem::path> pending;
    if (const auto* members = root.root["workspace"]["members"].as_array()) {
      for (const auto& member : *members)
        pending.push_back(fs::absolute(member.value_or(std::string()), workspace_.root));
    }
    if (const auto* patches = root.root["patch"]["crates-io"].as_table()) {
      for (const auto& [name, patch] : *patches) {
        const auto* table = patch.as_table();
        if (table != nullptr && table->contains("path"))
          pending.push_back(fs::absolute((*table)["path"].value_or(std::string()), workspace_.root));
      }
    }
    std::set<std::filesystem::path> seen;
    for (; !pending.empty(); pending.pop_front()) {
      const auto manifest = pending.front() / "Cargo.toml";
      if (!seen.insert(manifest).second || !fs::is_file(manifest)) continue;
      BUILDSTD_TRY(auto package, read_manifest(manifest, &inheritance));
      for (const auto& dependency : package.dependencies) {
        if (dependency.path) pending.push_back(*dependency.path);
      }
      BUILDSTD_CHECK(place_path_package(std::move(package)));
    }
    return {};
  }

  Result<void> place_path_package(Package package) {
    package.is_member = true;
    for (std::size_t i = 0; i < workspace_.members.size(); ++i) {
      const auto& locked = workspace_.lock.packages[i];
      if (locked.source || locked.name != package.name) continue;
      if (locked.version != package.version) {
        return fail(Error(fmt::format("the lock file has `{}` {}, its manifest has {}", package.name,
                                      locked.version.str(), package.version.str()))
                        .at({package.manifest, 0, 0, 1, {}})
                        .help("the toolchain's sources are inconsistent: reinstall them"));
      }
      workspace_.members[i].package = std::move(package);
      return {};
    }
    return {};  // a member that nothing of the lock file needs; resolve() reports one that something does
  }

  Result<void> load_registry_package(const LockedPackage& locked, Member& member) {
    const auto id = fmt::format("{}-{}", locked.name, locked.version.str());
    if (!locked.source) {
      return fail(Error(fmt::format("package `{}` of the lock file is not in the standard library's sources", id))
                      .at({workspace_.lock.file, 0, 0, 1, {}})
                      .help("the toolchain's sources are inconsistent: reinstall them"));
    }
    if (sources_.stand_ins && sources_.prefer_stand_ins) {
      BUILDSTD_TRY(member.package, stand_in(locked, *sources_.stand_ins));
      if (member.package) return {};
    }
    auto folders = sources_.folders;
    folders.insert(folders.begin(), {std_layout::vendored_packages(workspace_.root), std::nullopt});
    std::optional<Version> other;
    for (const auto& folder : folders) {
      BUILDSTD_TRY(member.package, look_into(folder, locked, member.looked_at, other));
      if (!member.package) continue;
      note_folder(folder.path);
      return {};
    }
    if (sources_.stand_ins) {
      BUILDSTD_TRY(member.package, stand_in(locked, *sources_.stand_ins));
      if (member.package) return {};
    }
    return fail(absent(locked, other, folders.front().path));
  }

  /// @param other takes the version of a package that has the right name only
  static Result<std::optional<Package>> look_into(const PackageFolder& folder, const LockedPackage& locked,
                                                  std::vector<std::filesystem::path>& looked_at,
                                                  std::optional<Version>& other) {
    const auto id = fmt::format("{}-{}", locked.name, locked.version.str());
    // `cargo vendor --versioned-dirs` and plain `cargo vendor`.
    for (const auto& name : {id, locked.name}) {
      const auto manifest = folder.path / name / "Cargo.toml";
      looked_at.push_back(manifest.parent_path());
      if (!fs::is_file(manifest)) continue;
      BUILDSTD_TRY(auto package, read_manifest(manifest, nullptr));
      if (package.name != locked.name || package.version != locked.version) {
        other = package.version;
        continue;
      }
      BUILDSTD_CHECK(check_vendored(locked, manifest.parent_path()));
      if (folder.archives) BUILDSTD_CHECK(check_archive(locked, *folder.archives / (id + ".crate")));
      return package;
    }
    return std::nullopt;
  }

  void note_folder(const std::filesystem::path& folder) {
    auto& known = workspace_.vendored;
    const bool own = folder == std_layout::vendored_packages(workspace_.root);
    if (!own && std::ranges::find(known, folder) == known.end()) known.push_back(folder);
  }

  // Cargo has unpacked it without looking at std's lock file.
  static Result<void> check_archive(const LockedPackage& locked, const std::filesystem::path& file) {
    const auto archive = fs::read(file, largest_archive);
    if (!archive || !locked.checksum) {
      return fail(
          Error(fmt::format("`{} {}` cannot be checked against the lock file", locked.name, locked.version.str()))
              .caused_by(fmt::format("there is no `{}`", file.string()))
              .help("`buildstd fetch` downloads it again"));
    }
    const auto checksum = sha256_hex(*archive);
    if (checksum == *locked.checksum) return {};
    return fail(
        Error(fmt::format("checksum for `{} {}` does not match the lock file", locked.name, locked.version.str()))
            .caused_by(fmt::format("the lock file has {}, the package has {}", *locked.checksum, checksum))
            .at({file, 0, 0, 1, {}})
            .help("remove the file and run `buildstd fetch`"));
  }

  static Error absent(const LockedPackage& locked, const std::optional<Version>& other,
                      const std::filesystem::path& vendor) {
    auto error = Error(fmt::format("`{} {}`, a dependency of the standard library, is not vendored", locked.name,
                                   locked.version.str()))
                     .at({vendor, 0, 0, 1, {}});
    if (other)
      return std::move(error)
          .caused_by(fmt::format("the lock file asks for {}, there is {}", locked.version.str(), other->str()))
          .help("the toolchain's sources do not fit their lock file: reinstall them");
    if (!fs::is_directory(vendor))
      return std::move(error).help("`buildstd fetch` downloads what these sources come without");
    return std::move(error).help(
        "install complete sources of the standard library (with `library/vendor`) for this toolchain");
  }

  // A directory source's proof that this is the package the lock file means (Cargo: sources/directory.rs).
  static Result<void> check_vendored(const LockedPackage& locked, const std::filesystem::path& folder) {
    const auto file = folder / ".cargo-checksum.json";
    if (!fs::is_file(file) || !locked.checksum) return {};
    BUILDSTD_TRY(const auto text, fs::read(file));
    const auto json = parse_json(text);
    if (json.is_discarded() || !json.is_object())
      return fail(Error("the checksum file of a vendored crate is not a JSON object")
                      .at({file, 0, 0, 1, {}})
                      .help("reinstall the sources of the standard library"));
    const auto checksum = json.find("package");
    if (checksum == json.end() || !checksum->is_string() || *checksum == *locked.checksum) return {};
    return fail(
        Error(fmt::format("checksum for `{} {}` does not match the lock file", locked.name, locked.version.str()))
            .caused_by(fmt::format("the lock file has {}, the vendored crate has {}", *locked.checksum,
                                   checksum->get<std::string>()))
            .at({file, 0, 0, 1, {}})
            .help("the sources of the standard library were changed: reinstall them"));
  }

  const DependencySources& sources_;
  Workspace workspace_;
};

}  // namespace

std::optional<std::size_t> Workspace::find(std::string_view name) const {
  for (std::size_t i = 0; i < lock.packages.size(); ++i) {
    if (lock.packages[i].name == name && !lock.packages[i].source) return i;
  }
  return std::nullopt;
}

Result<std::size_t> Workspace::resolve(std::size_t owner, const Dependency& dependency) const {
  for (const auto candidate : lock.packages[owner].dependencies) {
    const auto& locked = lock.packages[candidate];
    if (locked.name != dependency.package) continue;
    if (dependency.path || dependency.requirement.matches(locked.version)) return candidate;
  }
  return fail(
      Error(fmt::format("the lock file of the standard library does not cover dependency `{}` of `{}`",
                        dependency.package, lock.packages[owner].name))
          .caused_by(fmt::format("`{}` has no entry that fits", lock.file.string()))
          .at(dependency.place)
          .help("the lock file and the manifests are of different versions: reinstall the toolchain's sources"));
}

Result<Workspace> load(const std::filesystem::path& library, const DependencySources& sources) {
  auto workspace = WorkspaceLoader(library, sources).load();
  if (workspace) return workspace;
  auto error = std::move(workspace).error().context("failed to read the sources of the standard library");
  if (error.helps().empty())
    error = std::move(error).help("they came with the toolchain and are not to be edited: reinstall them");
  return fail(std::move(error));
}

}  // namespace buildstd::workspace
