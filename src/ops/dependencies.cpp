// SPDX-License-Identifier: MIT
#include "ops/dependencies.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"

namespace buildstd::ops {

namespace {

// Cargo: sources/registry/mod.rs; a registry has a folder of its own in each of `src` and `cache`.
std::vector<workspace::PackageFolder> registries(const config::Config& config) {
  std::vector<workspace::PackageFolder> folders;
  const auto home = config::cargo_home(config);
  if (!home) return folders;
  const auto registry = *home / "registry";
  for (const auto& name : fs::list(registry / "src").value_or(std::vector<std::string>()))
    folders.push_back({registry / "src" / name, registry / "cache" / name});
  return folders;
}

}  // namespace

workspace::DependencySources dependency_sources(const Selection& selection, const config::Config& config,
                                                const std::filesystem::path& cwd,
                                                const std::filesystem::path& library) {
  workspace::DependencySources sources;
  if (selection.vendor_dir) sources.folders.push_back({fs::absolute(*selection.vendor_dir, cwd), std::nullopt});
  if (selection.lockfile) sources.lockfile = fs::absolute(*selection.lockfile, cwd);
  if (!fs::is_directory(std_layout::vendored_packages(library))) {
    for (auto& folder : registries(config)) sources.folders.push_back(std::move(folder));
  }
  return sources;
}

Result<std::string> digest(const Session& session, const workspace::Workspace& workspace, InputStates& inputs) {
  const auto& sysroot = session.compiler.toolchain.sysroot;
  const auto digest_of = [&](const std::filesystem::path& folder) {
    const auto name = Fingerprint().field("library", folder.string()).short_hex();
    const bool is_toolchains = folder.string().starts_with(sysroot.string());
    return toolchain::digest_sources(folder, session.storage.answer(fmt::format("sources-{}.json", name)), inputs,
                                     is_toolchains ? sysroot : folder);
  };
  BUILDSTD_TRY(auto own, digest_of(workspace.root));
  const bool own_lock = workspace.lock.file == workspace.root / "Cargo.lock";
  if (workspace.vendored.empty() && own_lock) return own;
  Digest all;
  all.field("library", own);
  for (const auto& member : workspace.members) {
    if (!member.package || member.package->is_member || member.package->is_stand_in) continue;
    const auto root = member.package->root();
    if (root.string().starts_with(workspace.root.string())) continue;
    BUILDSTD_TRY(const auto content, digest_of(root));
    all.field(member.package->name, content);
  }
  if (!own_lock) {
    BUILDSTD_TRY(const auto lock, fs::read(workspace.lock.file));
    all.field("lock file", lock);
  }
  return all.hex();
}

}  // namespace buildstd::ops
