// SPDX-License-Identifier: MIT
#include "buildstd/sysroot/emit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"
#include "sysroot/archive_objects.hpp"

namespace buildstd::sysroot {

namespace {

constexpr std::array<std::string_view, 2> emitted = {"core", "alloc"};
constexpr std::uint64_t read_limit = 1ULL << 30;  // core's metadata is 60 MB

// The files of one kind, by crate.
std::map<std::string, std::filesystem::path> files_of(const std::filesystem::path& libraries,
                                                      const std::vector<std::string>& names, std::string_view ending) {
  std::map<std::string, std::filesystem::path> files;
  for (const auto& name : names) {
    if (const auto crate = rustlib::crate_of(name, ending)) files.emplace(crate->name, libraries / name);
  }
  return files;
}

Result<void> write_if_other(const std::filesystem::path& file, std::string_view content) {
  if (const auto there = fs::read(file, read_limit); there && *there == content) return {};
  return fs::write_atomically(file, content);
}

Result<void> emit_object(std::string_view crate, const std::filesystem::path& library,
                         const std::filesystem::path& directory) {
  BUILDSTD_TRY(const auto archive, fs::read(library, read_limit));
  const auto objects = archive_objects(archive);
  if (!objects)
    return fail(Error(fmt::format("could not read `{}`", library.string())).caused_by(objects.error().message()));
  if (objects->size() == 1) return write_if_other(directory / fmt::format("{}.o", crate), objects->front());
  return fail(Error(fmt::format("`{}` has {} objects, and `--emit obj` wants one", crate, objects->size()))
                  .help("add `-Ccodegen-units=1` to the flags (RUSTFLAGS)"));
}

}  // namespace

Result<void> emit(const std::filesystem::path& libraries, const Emission& emission) {
  BUILDSTD_TRY(const auto names, fs::list(libraries));
  const auto rlibs = files_of(libraries, names, ".rlib");
  const auto metadata = files_of(libraries, names, ".rmeta");
  if (metadata.contains("std"))
    return fail(Error("`--emit` is for core and alloc: std cannot be linked without the crates that it depends on")
                    .help("add `--crates core` or `--crates alloc`, or let rustc link with `--sysroot`")
                    .exit_status(1));
  if (emission.object && rlibs.empty())
    return fail(Error("`--emit obj` needs code, not only metadata").help("leave out `--check`").exit_status(1));
  BUILDSTD_CHECK(fs::create_directories(emission.directory));
  for (const auto crate : emitted) {
    const std::string name(crate);
    if (!metadata.contains(name)) continue;
    if (emission.object) BUILDSTD_CHECK(emit_object(crate, rlibs.at(name), emission.directory));
    if (!emission.metadata) continue;
    BUILDSTD_TRY(const auto content, fs::read(metadata.at(name), read_limit));
    BUILDSTD_CHECK(write_if_other(emission.directory / fmt::format("lib{}.rmeta", crate), content));
  }
  return {};
}

}  // namespace buildstd::sysroot
