// SPDX-License-Identifier: MIT
#include "front/cargo_layout.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "buildstd/base/fs.hpp"

namespace buildstd::front {

namespace {

// Cargo: layout.rs. `<build directory>/[<target>/]<profile>/` has `deps`, `build` and `examples`; this is what is
// above.
std::optional<fs::Path> above_profile(const fs::Path& out_dir) {
  constexpr std::array<std::string_view, 3> kinds = {"deps", "build", "examples"};
  auto folder = out_dir;
  while (std::ranges::find(kinds, folder.filename().string()) == kinds.end()) {
    if (folder == folder.parent_path()) return std::nullopt;
    folder = folder.parent_path();
  }
  // Cargo marks the build directory, if it has made it, and each target's in it (paths.rs,
  // `create_dir_all_excluded_from_backups_atomic`).
  auto root = folder.parent_path().parent_path();
  return fs::is_file(root / "CACHEDIR.TAG") ? std::optional(std::move(root)) : std::nullopt;
}

// A target directory may be called as the target is; then the target's own is in it, which Cargo makes first of all.
bool is_targets(const fs::Path& folder, const std::string& target) {
  const auto name = folder.filename();
  return (name == fs::Path(target).stem() || name == target) && !fs::is_file(folder / name / "CACHEDIR.TAG");
}

}  // namespace

std::optional<fs::Path> build_directory(const fs::Path& out_dir, const std::optional<std::string>& target) {
  const auto root = above_profile(out_dir);
  return root && target && is_targets(*root, *target) ? root->parent_path() : root;
}

bool is_for_host(const fs::Path& out_dir, const std::string& target) {
  const auto root = above_profile(out_dir);
  return root && !is_targets(*root, target);
}

}  // namespace buildstd::front
