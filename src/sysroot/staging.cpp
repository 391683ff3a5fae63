// SPDX-License-Identifier: MIT
#include "sysroot/staging.hpp"

#include <fmt/format.h>

#include <string>

#include "buildstd/base/fs.hpp"

namespace buildstd::sysroot {

namespace {

std::string staging_prefix(const std::filesystem::path& destination) {
  return fmt::format(".{}.tmp-", destination.filename().string());
}

std::filesystem::path new_staging(const std::filesystem::path& destination) {
  return destination.parent_path() / fmt::format("{}{}", staging_prefix(destination), fs::unique_name());
}

// Folders and links are those of `to` already. What is only a link there, to the toolchain's own, gives way.
Result<void> move_missing(const std::filesystem::path& from, const std::filesystem::path& to) {
  BUILDSTD_TRY(const auto names, fs::list_recursively(from));
  for (const auto& name : names) {
    if (!fs::exists(to / name) || fs::link_target(to / name)) BUILDSTD_CHECK(fs::rename(from / name, to / name));
  }
  return {};
}

}  // namespace

Result<void> stage(const std::filesystem::path& destination,
                   const std::function<Result<void>(const std::filesystem::path&)>& fill) {
  const auto staging = new_staging(destination);
  auto made = fill(staging);
  if (made) made = fs::replace_directory(staging, destination);
  if (made) return {};
  [[maybe_unused]] const auto removed = fs::remove_all(staging);  // the first error is the one that matters
  return made;
}

Result<void> complete(const std::filesystem::path& destination,
                      const std::function<Result<void>(const std::filesystem::path&)>& fill) {
  const auto staging = new_staging(destination);
  auto made = fill(staging);
  if (made) made = move_missing(staging, destination);
  [[maybe_unused]] const auto removed = fs::remove_all(staging);  // else by the next one
  return made;
}

Result<void> remove_leftovers(const std::filesystem::path& destination) {
  const auto folder = destination.parent_path();
  BUILDSTD_TRY(const auto names, fs::list(folder));
  for (const auto& name : names) {
    if (name.starts_with(staging_prefix(destination))) BUILDSTD_CHECK(fs::remove_all(folder / name));
  }
  return {};
}

Result<void> mirror_folder(const std::filesystem::path& from, const std::filesystem::path& to,
                           const std::function<bool(std::string_view)>& leave_out) {
  if (!fs::is_directory(from)) return {};
  BUILDSTD_TRY(const auto names, fs::list(from));
  for (const auto& name : names) {
    if (leave_out(name) || fs::exists(to / name)) continue;
    BUILDSTD_CHECK(fs::symlink(from / name, to / name));
  }
  return {};
}

}  // namespace buildstd::sysroot
