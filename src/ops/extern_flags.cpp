// SPDX-License-Identifier: MIT
#include "buildstd/ops/extern_flags.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

namespace {

// What code can name, and the runtimes: rustc finds no panic runtime by `-L dependency` (RFC 3874).
constexpr std::string_view named_crates[] = {"alloc",        "compiler_builtins", "core", "panic_abort",
                                             "panic_unwind", "proc_macro",        "std",  "test"};

/// The crate of `lib<crate>-<hash>.rlib` or `.rmeta`; nothing for another kind of name.
std::string_view crate_of(std::string_view file) {
  if (!file.starts_with("lib") || !(file.ends_with(".rlib") || file.ends_with(".rmeta"))) return {};
  const auto dash = file.rfind('-');
  return dash == std::string_view::npos ? std::string_view() : file.substr(3, dash - 3);
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
  const auto libraries = sysroot.path / "lib" / "rustlib" / sysroot.target / "lib";
  BUILDSTD_TRY(const auto files, fs::list(libraries));
  std::vector<std::string> flags = {"-Zunstable-options", "-L", "dependency=" + libraries.string()};
  // Metadata beside the code: where an rlib has only a stub of it, rustc wants to be told both (Cargo: `extern_args`).
  for (const auto& file : files) {
    const auto crate = crate_of(file);
    if (std::ranges::find(named_crates, crate) == std::end(named_crates)) continue;
    flags.insert(flags.end(),
                 {"--extern", fmt::format("noprelude,nounused:{}={}", crate, (libraries / file).string())});
  }
  return flags;
}

}  // namespace buildstd::ops
