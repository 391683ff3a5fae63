// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "../base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/config/settings.hpp"
#include "value.hpp"

// Cargo: src/util/important_paths.rs `find_root_manifest_for_wd`, src/workspace `find_root`, `find_root_iter`.
namespace buildstd::config {

namespace {

using fs::Path;

bool starts_with(const Path& path, const Path& prefix) {
  const auto [end, ignored] = std::ranges::mismatch(prefix, path);
  // A trailing separator leaves an empty last component.
  return end == prefix.end() || (end->empty() && std::next(end) == prefix.end());
}

bool lists_prefix_of(const toml::node* list, const Path& root, const Path& manifest) {
  const auto* const array = list != nullptr ? list->as_array() : nullptr;
  if (array == nullptr) return false;
  return std::ranges::any_of(*array, [&](const toml::node& item) {
    const auto* const entry = item.as_string();
    return entry != nullptr && starts_with(manifest, root / entry->get());
  });
}

/// A package that is excluded from the workspace, and not listed as a member.
bool is_excluded(const toml::table& workspace, const Path& root, const Path& manifest) {
  return lists_prefix_of(workspace.get("exclude"), root, manifest) &&
         !lists_prefix_of(workspace.get("members"), root, manifest);
}

/// The root that the manifest at `candidate` gives the package at `manifest`; nothing where it gives none.
Result<std::optional<Path>> root_given_by(const Path& candidate, const Path& manifest) {
  BUILDSTD_TRY(const auto document, read_toml(candidate));
  const auto folder = candidate.parent_path();
  if (const auto* workspace = document.root["workspace"].as_table()) {
    if (is_excluded(*workspace, folder, manifest)) return std::nullopt;
    return candidate;
  }
  if (const auto* pointer = document.root["package"]["workspace"].as_string()) {
    return fs::absolute(Path(pointer->get()) / "Cargo.toml", folder);
  }
  return std::nullopt;
}

std::optional<Path> nearest_manifest(Path folder) {
  for (;; folder = parent_of(folder)) {
    auto manifest = folder / "Cargo.toml";
    if (fs::exists(manifest)) return manifest;
    if (folder == folder.root_path()) return std::nullopt;
  }
}

/// The folders below `root` that a pattern of a list of members names.
Result<std::vector<Path>> matching_folders(const Path& root, const std::string& pattern, std::vector<Path>& looked_in) {
  std::vector<Path> folders = {root};
  for (const auto& component : Path(pattern)) {
    if (component == "**")
      return fail(Error(fmt::format("failed to parse manifest at `{}`", (root / "Cargo.toml").string()))
                      .caused_by(fmt::format("`**` in the list of members is not understood: `{}`", pattern))
                      .help("name the folders one by one"));
    const bool is_pattern = component.string().find_first_of("*?[") != std::string::npos;
    std::vector<Path> deeper;
    for (const auto& folder : folders) {
      if (!is_pattern) {
        deeper.push_back(folder / component);
      } else if (fs::is_directory(folder)) {
        looked_in.push_back(folder);
        BUILDSTD_TRY(const auto names, fs::list(folder));
        for (const auto& name : names) {
          if (fs::name_matches(name, component.string())) deeper.push_back(folder / name);
        }
      }
    }
    folders = std::move(deeper);
  }
  return folders;
}

}  // namespace

Result<std::optional<std::filesystem::path>> workspace_manifest(
    const std::filesystem::path& directory, const std::optional<std::filesystem::path>& cargo_home) {
  const auto manifest = nearest_manifest(directory);
  if (!manifest) return std::nullopt;
  BUILDSTD_TRY(auto own, root_given_by(*manifest, *manifest));
  if (own) return own;

  auto last = manifest->parent_path();
  while (last != last.root_path()) {
    // Packages that Cargo unpacked for itself belong to no workspace around them.
    if (cargo_home && last == *cargo_home) break;
    const auto folder = parent_of(last);
    if (folder.filename() == "package" && folder.parent_path().filename() == "target") break;
    last = folder;
    const auto candidate = folder / "Cargo.toml";
    if (!fs::exists(candidate)) continue;
    auto root = root_given_by(candidate, *manifest);
    if (!root) {
      return fail(
          std::move(root)
              .error()
              .context(fmt::format("failed searching for the workspace of `{}`", manifest->string()))
              .help("to avoid searching for a non-existent workspace, add `[workspace]` to the package manifest"));
    }
    if (*root) return *root;
  }
  return manifest;
}

Result<Members> default_members(const std::filesystem::path& directory) {
  Members members;
  const auto nearest = nearest_manifest(directory);
  if (!nearest) return members;
  BUILDSTD_TRY(const auto document, read_toml(*nearest));
  members.looked_in.push_back(*nearest);
  const auto* const workspace = document.root["workspace"].as_table();
  const auto* const chosen = workspace == nullptr ? nullptr : workspace->get("default-members");
  if (workspace == nullptr || (document.root.contains("package") && chosen == nullptr)) {
    members.manifests.push_back(*nearest);
    return members;
  }
  std::set<Path> manifests;
  const auto root = nearest->parent_path();
  for (const auto& pattern : toml_strings(chosen != nullptr ? chosen : workspace->get("members"))) {
    BUILDSTD_TRY(const auto folders, matching_folders(root, pattern, members.looked_in));
    for (const auto& folder : folders) {
      const auto manifest = fs::absolute(folder, root) / "Cargo.toml";
      if (fs::is_file(manifest) && !is_excluded(*workspace, root, manifest)) manifests.insert(manifest);
    }
  }
  members.manifests.assign(manifests.begin(), manifests.end());
  return members;
}

}  // namespace buildstd::config
