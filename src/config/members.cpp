// SPDX-License-Identifier: MIT
#include "config/members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/config/settings.hpp"

namespace buildstd::config {

namespace {

using fs::Path;

/// Finds the folders that a list of a root manifest names.
class Matcher {
 public:
  Matcher(Path root, Members& members) : root_(std::move(root)), members_(members) {}

  Result<void> add(const std::string& pattern) {
    std::vector<Path> folders = {root_};
    for (const auto& component : Path(pattern)) {
      if (component == "**")
        return fail(Error(fmt::format("failed to parse manifest at `{}`", (root_ / "Cargo.toml").string()))
                        .caused_by(fmt::format("`**` in the list of members is not understood: `{}`", pattern))
                        .help("name the folders one by one"));
      std::vector<Path> deeper;
      for (const auto& folder : folders) BUILDSTD_CHECK(enter(folder, component.string(), deeper));
      folders = std::move(deeper);
    }
    for (const auto& folder : folders) {
      const auto manifest = folder.lexically_normal() / "Cargo.toml";
      if (fs::is_file(manifest) && !is_excluded(folder)) members_.manifests.push_back(manifest);
    }
    return {};
  }

  void exclude(const std::string& folder) { excluded_.push_back(fs::absolute(folder, root_)); }

 private:
  Result<void> enter(const Path& folder, const std::string& component, std::vector<Path>& deeper) {
    if (component.find_first_of("*?[") == std::string::npos) {
      deeper.push_back(folder / component);
      return {};
    }
    members_.looked_in.push_back(folder);
    if (!fs::is_directory(folder)) return {};
    BUILDSTD_TRY(const auto names, fs::list(folder));
    for (const auto& name : names) {
      if (fs::name_matches(name, component) && fs::is_directory(folder / name)) deeper.push_back(folder / name);
    }
    return {};
  }

  [[nodiscard]] bool is_excluded(const Path& folder) const {
    return std::ranges::find(excluded_, folder.lexically_normal()) != excluded_.end();
  }

  Path root_;
  Members& members_;
  std::vector<Path> excluded_;
};

}  // namespace

Result<Members> default_members(const std::filesystem::path& directory) {
  Members members;
  const auto nearest = package_manifest(directory);
  if (!nearest) return members;
  BUILDSTD_TRY(const auto document, read_toml(*nearest));
  members.looked_in.push_back(*nearest);
  const auto* const workspace = document.root["workspace"].as_table();
  const bool is_package = document.root.contains("package");
  const auto* const chosen = workspace == nullptr ? nullptr : workspace->get("default-members");
  if (workspace == nullptr || (is_package && chosen == nullptr)) {
    members.manifests.push_back(*nearest);
    return members;
  }
  Matcher matcher(nearest->parent_path(), members);
  for (const auto& folder : toml_strings(workspace->get("exclude"))) matcher.exclude(folder);
  for (const auto& pattern : toml_strings(chosen != nullptr ? chosen : workspace->get("members")))
    BUILDSTD_CHECK(matcher.add(pattern));
  std::ranges::sort(members.manifests);
  const auto [first, last] = std::ranges::unique(members.manifests);
  members.manifests.erase(first, last);
  return members;
}

}  // namespace buildstd::config
