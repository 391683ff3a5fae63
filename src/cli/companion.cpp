// SPDX-License-Identifier: MIT
#include "cli/companion.hpp"

#include <uv.h>

#include <array>
#include <string>

#include "buildstd/base/fs.hpp"

namespace buildstd::cli {

namespace {

std::filesystem::path self() {
  std::array<char, 4096> buffer{};
  auto size = buffer.size();
  if (uv_exepath(buffer.data(), &size) != 0) return {};
  return std::string(buffer.data(), size);
}

std::filesystem::path find(const std::filesystem::path& folder, const std::string& file) {
  for (const auto& candidate : {folder / file, folder.parent_path() / "libexec" / "buildstd" / file}) {
    if (fs::is_file(candidate)) return candidate;
  }
  return {};
}

}  // namespace

ops::Companions find_companions() {
  const auto program = self();
  if (program.empty()) return {};
  const auto folder = program.parent_path();
  return {find(folder, "buildstd-verify" + program.extension().string()), find(folder, "buildstd-hide.so")};
}

}  // namespace buildstd::cli
