// SPDX-License-Identifier: MIT
#include "buildstd/ops/extern_flags.hpp"
#include "buildstd/base/std_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"

namespace buildstd::ops {

namespace {

/// The crate of a library or its metadata, where code can name it.
std::optional<std::string> named_crate(std::string_view file) {
  for (const auto* const ending : {".rlib", ".rmeta"}) {
    auto crate = rustlib::crate_of(file, ending);
    if (crate && std::ranges::find(std_layout::named_crates, crate->name) != std_layout::named_crates.end())
      return std::move(crate->name);
  }
  return std::nullopt;
}

Result<void> require_one(const std::vector<Sysroot>& sysroots) {
  if (sysroots.size() != 1) {
    return fail(Error(fmt::format("{} targets are chosen, and the crates of two are called the same", sysroots.size()))
                    .help("choose one with `--target TRIPLE`, and run the command once for each")
                    .exit_status(1));
  }
  if (!sysroots.front().is_prebuilt) return {};
  return fail(Error("the prebuilt standard library is to be used, whose crates rustc finds by itself")
                  .note("the configuration says `build-std.when = \"never\"`")
                  .help("pass no flags, or add `--force` to build it all the same"));
}

}  // namespace

Result<std::vector<std::string>> extern_flags(const std::vector<Sysroot>& sysroots) {
  BUILDSTD_CHECK(require_one(sysroots));
  const auto& sysroot = sysroots.front();
  const auto libraries = rustlib::libraries(sysroot.path, sysroot.target);
  BUILDSTD_TRY(const auto files, fs::list(libraries));
  std::vector<std::string> flags = {"-Zunstable-options", "-L", "dependency=" + libraries.string()};
  // Metadata beside the code: where an rlib has only a stub of it, rustc wants to be told both (Cargo: `extern_args`).
  for (const auto& file : files) {
    if (const auto crate = named_crate(file))
      flags.insert(flags.end(),
                   {"--extern", fmt::format("noprelude,nounused:{}={}", *crate, (libraries / file).string())});
  }
  return flags;
}

}  // namespace buildstd::ops
