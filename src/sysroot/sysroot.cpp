// SPDX-License-Identifier: MIT
#include "buildstd/sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"

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

// Symbolic links to the toolchain's entries in a folder, but for those left out and those that are there.
template <class LeaveOut>
Result<void> mirror_folder(const std::filesystem::path& toolchain, const std::filesystem::path& staging,
                           const std::filesystem::path& folder, LeaveOut&& leave_out) {
  const auto original = toolchain / folder;
  if (!fs::is_directory(original)) return {};
  BUILDSTD_TRY(const auto names, fs::list(original));
  for (const auto& name : names) {
    if (leave_out(std::string_view(name)) || fs::exists(staging / folder / name)) continue;
    BUILDSTD_CHECK(fs::symlink(original / name, staging / folder / name));
  }
  return {};
}

/// Makes the tree that rustc expects (rustc_session/src/filesearch.rs, config/src/sysroot.rs) in one folder.
class Assembly {
 public:
  Assembly(const InstallRequest& request, std::filesystem::path staging)
      : request_(request), staging_(std::move(staging)) {}

  Result<void> assemble() {
    BUILDSTD_CHECK(fs::create_directories(target_libraries()));
    BUILDSTD_CHECK(link_crates());
    BUILDSTD_CHECK(add_supplied());
    const auto folder = std::filesystem::path("lib") / "rustlib";
    // What the toolchain has for this target beside the crates: self-contained objects, sanitizer runtimes;
    // for the host also its linkers and codegen backends.
    BUILDSTD_CHECK(mirror(rustlib::libraries({}, target()), is_prebuilt_crate));
    BUILDSTD_CHECK(mirror(folder / target(), [](std::string_view name) { return name == "lib"; }));
    BUILDSTD_CHECK(mirror(folder, [this](std::string_view name) { return name == target(); }));
    BUILDSTD_CHECK(mirror({}, [](std::string_view name) { return name != "bin" && name != "libexec"; }));
    return fs::write_atomically(staging_ / description_file, request_.description);
  }

 private:
  [[nodiscard]] const std::string& target() const { return request_.plan.target; }
  [[nodiscard]] std::filesystem::path target_libraries() const { return rustlib::libraries(staging_, target()); }

  Result<void> link_crates() {
    for (const auto& unit : request_.plan.units) {
      if (unit.kind != planner::UnitKind::library || unit.platform != planner::Platform::target) continue;
      for (const auto& output : unit.invocation.outputs)
        BUILDSTD_CHECK(fs::share(output, target_libraries() / output.filename()));
    }
    for (const auto& object : request_.plan.startup_objects) {
      const auto& output = object.outputs.front();
      BUILDSTD_CHECK(fs::share(output, target_libraries() / output.filename()));
    }
    return {};
  }

  // Links, for they are other packages' files; what the toolchain has itself comes first.
  Result<void> add_supplied() {
    const auto self_contained = rustlib::libraries({}, target()) / "self-contained";
    for (const auto& file : request_.supplied) {
      const bool beside_crates = file.place == SuppliedFile::Place::libraries;
      const auto folder = beside_crates ? target_libraries() : staging_ / self_contained;
      if (!beside_crates && !fs::is_directory(folder)) {
        BUILDSTD_CHECK(fs::create_directories(folder));
        BUILDSTD_CHECK(mirror(self_contained, [](std::string_view) { return false; }));
      }
      BUILDSTD_CHECK(fs::symlink(file.from, folder / file.name));
    }
    return {};
  }

  template <class LeaveOut>
  Result<void> mirror(const std::filesystem::path& folder, LeaveOut&& leave_out) {
    return mirror_folder(request_.toolchain_sysroot, staging_, folder, std::forward<LeaveOut>(leave_out));
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

namespace {

// Beside the destination, then renamed into place: whole, or not there.
template <class Assemble>
Result<void> stage(const std::filesystem::path& destination, Assemble&& assemble) {
  if (is_installed(destination)) return {};
  const auto prefix = fmt::format(".{}.tmp-", destination.filename().string());
  const auto staging = destination.parent_path() / fmt::format("{}{}", prefix, fs::process_id());
  BUILDSTD_CHECK(remove_leftovers(destination.parent_path(), prefix));
  BUILDSTD_CHECK(fs::remove_all(destination));  // no sysroot, whatever it is
  Result<void> assembled = assemble(staging);
  if (assembled) assembled = fs::rename(staging, destination);
  if (assembled) return {};
  [[maybe_unused]] const auto removed = fs::remove_all(staging);  // the first error is the one that matters
  return fail(std::move(assembled.error()).context("failed to install the sysroot"));
}

Result<void> assemble_joint(const JoinRequest& request, const std::filesystem::path& staging) {
  const auto folder = std::filesystem::path("lib") / "rustlib";
  BUILDSTD_CHECK(fs::create_directories(staging / folder));
  nlohmann::json parts = nlohmann::json::object();
  for (const auto& [target, path] : request.parts) {
    BUILDSTD_CHECK(fs::symlink(path / folder / target, staging / folder / target));
    parts[target] = path.string();
  }
  const auto none = [](std::string_view) { return false; };
  BUILDSTD_CHECK(mirror_folder(request.toolchain_sysroot, staging, folder, none));
  BUILDSTD_CHECK(mirror_folder(request.toolchain_sysroot, staging, {},
                               [](std::string_view name) { return name != "bin" && name != "libexec"; }));
  const nlohmann::json description = {{"format", 1}, {"parts", parts}};
  return fs::write_atomically(staging / description_file,
                              description.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace

Result<void> install(const InstallRequest& request) {
  return stage(request.destination,
               [&](const std::filesystem::path& staging) { return Assembly(request, staging).assemble(); });
}

Result<void> join(const JoinRequest& request) {
  return stage(request.destination,
               [&](const std::filesystem::path& staging) { return assemble_joint(request, staging); });
}

bool is_installed(const std::filesystem::path& sysroot) { return fs::is_file(sysroot / description_file); }

}  // namespace buildstd::sysroot
