// SPDX-License-Identifier: MIT
#include "buildstd/sysroot/emit.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/std_layout.hpp"
#include "sysroot/archive_objects.hpp"

namespace buildstd::sysroot {

namespace {

constexpr std::uint64_t largest_library = 1ULL << 30;

Result<std::string> only_object(std::string_view crate, const std::filesystem::path& library) {
  BUILDSTD_TRY(const auto archive, fs::read(library, largest_library));
  const auto objects = archive_objects(archive);
  if (!objects)
    return fail(Error(fmt::format("could not read `{}`", library.string())).caused_by(objects.error().message()));
  if (objects->size() == 1) return std::string(objects->front());
  return fail(Error(fmt::format("`{}` has {} objects, and `--emit obj` wants one", crate, objects->size()))
                  .help("add `-Ccodegen-units=1` to the flags (RUSTFLAGS)"));
}

bool is_same(const std::filesystem::path& one, const std::filesystem::path& other) {
  const auto first = fingerprint_of_file(one);
  const auto second = fingerprint_of_file(other);
  return first && second && *first == *second;
}

/// What is to be left, and where.
struct Found {
  std::vector<std::pair<std::filesystem::path, std::string>> objects;           // by file
  std::vector<std::pair<std::filesystem::path, std::filesystem::path>> copies;  // from, to
};

Result<Found> find(const std::filesystem::path& libraries, const Emission& emission) {
  BUILDSTD_TRY(const auto names, fs::list(libraries));
  const auto is_emitted = [](const auto& crate) {
    return crate && (crate->name == std_layout::core || crate->name == std_layout::alloc);
  };
  Found found;
  for (const auto& name : names) {
    if (const auto crate = rustlib::crate_of(name, ".rlib"); emission.object && is_emitted(crate)) {
      BUILDSTD_TRY(auto object, only_object(crate->name, libraries / name));
      found.objects.emplace_back(emission.directory / fmt::format("{}.o", crate->name), std::move(object));
    }
    if (const auto crate = rustlib::crate_of(name, ".rmeta"); emission.metadata && is_emitted(crate))
      found.copies.emplace_back(libraries / name, emission.directory / fmt::format("lib{}.rmeta", crate->name));
  }
  return found;
}

}  // namespace

Result<void> emit(const std::filesystem::path& libraries, const Emission& emission) {
  BUILDSTD_TRY(const auto found, find(libraries, emission));
  BUILDSTD_CHECK(fs::create_directories(emission.directory));
  for (const auto& [file, content] : found.objects) {
    if (const auto there = fs::read(file, largest_library); !there || *there != content)
      BUILDSTD_CHECK(fs::write_atomically(file, content));
  }
  for (const auto& [from, to] : found.copies) {
    if (!is_same(from, to)) BUILDSTD_CHECK(fs::copy_atomically(from, to));
  }
  return {};
}

}  // namespace buildstd::sysroot
