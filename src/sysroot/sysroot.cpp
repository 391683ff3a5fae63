// SPDX-License-Identifier: MIT
#include "buildstd/sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <functional>
#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"
#include "sysroot/staging.hpp"

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

bool is_metadata(const std::filesystem::path& output) { return output.extension() == ".rmeta"; }
bool is_programs(std::string_view name) { return name == "bin" || name == "libexec"; }
bool is_nothing(std::string_view) { return false; }

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
    BUILDSTD_CHECK(mirror({}, std::not_fn(is_programs)));
    if (request_.content != Content::all) return {};
    return describe(staging_);
  }

  Result<void> describe(const std::filesystem::path& sysroot) const {
    return fs::write_atomically(sysroot / description_file, request_.description);
  }

 private:
  [[nodiscard]] const std::string& target() const { return request_.plan.target; }
  [[nodiscard]] std::filesystem::path target_libraries() const { return rustlib::libraries(staging_, target()); }

  Result<void> link_crates() {
    for (const auto& unit : request_.plan.units) {
      if (!unit.is_target_library()) continue;
      for (const auto& output : unit.outputs()) {
        if (request_.content != Content::metadata || is_metadata(output)) BUILDSTD_CHECK(add_library(output));
      }
    }
    if (request_.content == Content::metadata) return {};
    for (const auto& object : request_.plan.startup_objects)
      BUILDSTD_CHECK(add_library(request_.plan.directories.objects() / object.name));
    return {};
  }

  // Nobody may write to it any more, so that the cache and other workspaces can share it.
  Result<void> add_library(const std::filesystem::path& output) {
    [[maybe_unused]] const auto sealed = fs::make_read_only(output);  // what cannot be is copied
    return fs::share(output, target_libraries() / output.filename());
  }

  // Links, for they are other packages' files; what the toolchain has itself comes first.
  Result<void> add_supplied() {
    const auto self_contained = rustlib::libraries({}, target()) / "self-contained";
    for (const auto& file : request_.supplied) {
      const bool beside_crates = file.place == SuppliedFile::Place::libraries;
      const auto folder = beside_crates ? target_libraries() : staging_ / self_contained;
      if (!beside_crates && !fs::is_directory(folder)) {
        BUILDSTD_CHECK(fs::create_directories(folder));
        BUILDSTD_CHECK(mirror(self_contained, is_nothing));
      }
      BUILDSTD_CHECK(fs::symlink(file.from, folder / file.name));
    }
    return {};
  }

  Result<void> mirror(const std::filesystem::path& folder, const std::function<bool(std::string_view)>& leave_out) {
    return mirror_folder(request_.toolchain_sysroot / folder, staging_ / folder, leave_out);
  }

  const InstallRequest& request_;
  std::filesystem::path staging_;
};

}  // namespace

Result<void> install(const InstallRequest& request) {
  const auto& destination = request.destination;
  if (request.content == Content::metadata && fs::exists(destination))
    return fail(Error(fmt::format("something is at `{}` already", destination.string())));
  BUILDSTD_CHECK(remove_leftovers(destination));
  const auto fill = [&](const std::filesystem::path& staging) { return Assembly(request, staging).assemble(); };
  auto made = request.content == Content::rest ? complete(destination, fill) : stage(destination, fill);
  if (made && request.content == Content::rest) made = Assembly(request, destination).describe(destination);
  if (made) return {};
  return fail(std::move(made.error()).context("failed to install the sysroot"));
}

}  // namespace buildstd::sysroot
