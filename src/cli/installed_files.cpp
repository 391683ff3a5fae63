// SPDX-License-Identifier: MIT
#include "cli/installed_files.hpp"

#include <string>

#include "buildstd/base/fs.hpp"
#include "buildstd/process/program.hpp"

namespace buildstd::cli {

namespace {

std::filesystem::path find(const std::filesystem::path& folder, const std::string& file) {
  for (const auto& candidate : {folder / file, folder.parent_path() / "libexec" / "buildstd" / file}) {
    if (fs::is_file(candidate)) return candidate;
  }
  return {};
}

}  // namespace

ops::InstalledFiles find_installed_files() {
  const auto program = process::own_program();
  if (!program) return {};
  const auto folder = program->parent_path();
  return {*program, find(folder, "buildstd-verify" + program->extension().string()),
          find(folder, "buildstd-transfer" + program->extension().string()), find(folder, "buildstd-preload.so"),
          BUILDSTD_PRELOAD_HOST};
}

}  // namespace buildstd::cli
