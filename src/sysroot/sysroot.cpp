// SPDX-License-Identifier: MIT
#include "buildstd/sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "buildstd/base/fs.hpp"

namespace buildstd::sysroot {

namespace {

constexpr std::string_view description_file = "buildstd.json";

// Files of the prebuilt standard library itself: `lib<crate>-<16 hexadecimal digits>.<extension>`, on
// Windows without `lib` for dynamic libraries. All else beside them is for linking with any std.
bool is_prebuilt_crate(std::string_view name) {
  const auto dash = name.rfind('-');
  const auto dot = dash == std::string_view::npos ? dash : name.find('.', dash);
  if (dot == std::string_view::npos) return false;
  const auto hash = name.substr(dash + 1, dot - dash - 1);
  constexpr std::string_view digits = "0123456789abcdef";
  return hash.size() == 16 && hash.find_first_not_of(digits) == std::string_view::npos;
}

/// Makes the tree that rustc expects (rustc_session/src/filesearch.rs, config/src/sysroot.rs) in one folder.
class Assembly {
 public:
  Assembly(const InstallRequest& request, std::filesystem::path staging)
      : request_(request), staging_(std::move(staging)) {}

  Result<void> assemble() {
    BUILDSTD_CHECK(fs::create_directories(target_libraries()));
    BUILDSTD_CHECK(link_crates());
    const auto rustlib = std::filesystem::path("lib") / "rustlib";
    // What the toolchain has for this target beside the crates: self-contained objects, sanitizer runtimes;
    // for the host also its linkers and codegen backends.
    BUILDSTD_CHECK(mirror(rustlib / target() / "lib", is_prebuilt_crate));
    BUILDSTD_CHECK(mirror(rustlib / target(), [](std::string_view name) { return name == "lib"; }));
    BUILDSTD_CHECK(mirror(rustlib, [this](std::string_view name) { return name == target(); }));
    BUILDSTD_CHECK(mirror({}, [](std::string_view name) { return name != "bin" && name != "libexec"; }));
    return fs::write_atomically(staging_ / description_file, request_.description);
  }

 private:
  [[nodiscard]] const std::string& target() const { return request_.plan.target; }
  [[nodiscard]] std::filesystem::path target_libraries() const {
    return staging_ / "lib" / "rustlib" / target() / "lib";
  }

  Result<void> link_crates() {
    for (const auto& unit : request_.plan.units) {
      if (unit.kind != planner::UnitKind::library || unit.platform != planner::Platform::target) continue;
      for (const auto& output : unit.invocation.outputs)
        BUILDSTD_CHECK(fs::link_or_copy(output, target_libraries() / output.filename()));
    }
    return {};
  }

  // Symbolic links to the toolchain's entries in a folder, but for those left out and those that are there.
  template <class LeaveOut>
  Result<void> mirror(const std::filesystem::path& folder, LeaveOut&& leave_out) {
    const auto original = request_.toolchain_sysroot / folder;
    if (!fs::is_directory(original)) return {};
    BUILDSTD_TRY(const auto names, fs::list(original));
    for (const auto& name : names) {
      if (leave_out(std::string_view(name)) || fs::exists(staging_ / folder / name)) continue;
      BUILDSTD_CHECK(fs::symlink(original / name, staging_ / folder / name));
    }
    return {};
  }

  const InstallRequest& request_;
  std::filesystem::path staging_;
};

// Of processes that were killed while they installed the same sysroot.
Result<void> remove_leftovers(const std::filesystem::path& folder, std::string_view prefix) {
  BUILDSTD_TRY(const auto names, fs::list(folder));
  for (const auto& name : names) {
    if (name.starts_with(prefix)) BUILDSTD_CHECK(fs::remove_all(folder / name));
  }
  return {};
}

}  // namespace

Result<void> install(const InstallRequest& request) {
  const auto& destination = request.destination;
  if (is_installed(destination)) return {};
  const auto prefix = fmt::format(".{}.tmp-", destination.filename().string());
  const auto staging = destination.parent_path() / fmt::format("{}{}", prefix, fs::process_id());
  BUILDSTD_CHECK(remove_leftovers(destination.parent_path(), prefix));
  BUILDSTD_CHECK(fs::remove_all(destination));  // no sysroot, whatever it is
  auto assembled = Assembly(request, staging).assemble();
  if (assembled) assembled = fs::rename(staging, destination);
  if (assembled) return {};
  [[maybe_unused]] const auto removed = fs::remove_all(staging);  // the first error is the one that matters
  return fail(std::move(assembled.error()).context("failed to install the sysroot"));
}

bool is_installed(const std::filesystem::path& sysroot) { return fs::is_file(sysroot / description_file); }

}  // namespace buildstd::sysroot
