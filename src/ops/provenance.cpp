// SPDX-License-Identifier: MIT
#include "buildstd/ops/provenance.hpp"

#include <algorithm>

#include "buildstd/base/hash.hpp"
#include "buildstd/base/std_layout.hpp"

namespace buildstd::ops {

namespace {

Result<void> add_file(const std::filesystem::path& file, std::vector<Material>& materials) {
  BUILDSTD_TRY(auto digest, sha256_of_file(file));
  materials.push_back({file.filename().string(), "sha256", std::move(digest)});
  return {};
}

}  // namespace

Result<Provenance> provenance(const Session& session, const planner::Plan& plan) {
  const auto& toolchain = session.compiler.toolchain;
  Provenance all{toolchain.version, {}, {}, plan.choices};
  BUILDSTD_CHECK(add_file(toolchain.rustc, all.materials));
  const auto driver = toolchain::driver_library(toolchain.sysroot);
  if (!driver.empty()) BUILDSTD_CHECK(add_file(driver, all.materials));
  const auto library = std_layout::library(plan.source_root);
  BUILDSTD_TRY(auto sources, sha256_of_directory(library));
  all.materials.push_back({"library", "dirHash", std::move(sources)});
  const auto lockfile = session.selection.lockfile
                            ? fs::absolute(*session.selection.lockfile, session.process_context.cwd)
                            : library / "Cargo.lock";
  BUILDSTD_CHECK(add_file(lockfile, all.materials));
  const auto recipe = std::ranges::find(plan.choices, "recipe", &planner::Choice::name);
  if (recipe != plan.choices.end()) all.recipe = recipe->value;
  return all;
}

}  // namespace buildstd::ops
