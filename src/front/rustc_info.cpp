// SPDX-License-Identifier: MIT
#include "front/rustc_info.hpp"

#include "buildstd/base/fs.hpp"

namespace buildstd::front {

namespace {

bool is_asked(const fs::Path& file) {
  std::error_code none;
  return std::filesystem::read_symlink(file, none) == "/dev/null";
}

}  // namespace

// Cargo: util/rustc.rs, `Cache::load` takes what it cannot read for empty, and its destructor writes in place.
void have_version_asked(const fs::Path& target) {
  const auto file = target / ".rustc_info.json";
  if (is_asked(file)) return;
  const auto aside = target / ".rustc_info.json.buildstd";
  [[maybe_unused]] const auto removed = fs::remove_all(aside);
  if (fs::symlink("/dev/null", aside)) [[maybe_unused]]
    const auto renamed = fs::rename(aside, file);
}

Result<void> let_version_be_kept(const fs::Path& target) {
  const auto file = target / ".rustc_info.json";
  return is_asked(file) ? fs::remove_all(file) : Result<void>();
}

}  // namespace buildstd::front
