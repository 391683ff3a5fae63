// SPDX-License-Identifier: MIT
#include "ops/front_programs.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"

namespace buildstd::ops {

namespace {

// Another process may make the same at the same time.
Result<void> link_to(const fs::Path& program, const fs::Path& link) {
  if (fs::canonical(link) == fs::canonical(program)) return {};
  const auto aside = fs::Path(fmt::format("{}.{}", link.string(), fs::unique_name()));
  BUILDSTD_CHECK(fs::symlink(program, aside));
  return fs::rename(aside, link);
}

}  // namespace

// In a folder of that name, by which `is_front` knows them.
Result<FrontPrograms> front_programs(const fs::Path& buildstd, const fs::TrustedDirectory& folder) {
  if (buildstd.empty())
    return fail(Error("it is not known where buildstd's own program is").help("call it by its path"));
  BUILDSTD_TRY(const auto above, folder.make_directory(Fingerprint().field("program", buildstd.string()).short_hex()));
  BUILDSTD_TRY(const auto own, above.make_directory("buildstd"));
  FrontPrograms programs{own.path() / "rustc", own.path() / "rustdoc"};
  BUILDSTD_CHECK(link_to(buildstd, programs.rustc));
  BUILDSTD_CHECK(link_to(buildstd, programs.rustdoc));
  return programs;
}

}  // namespace buildstd::ops
