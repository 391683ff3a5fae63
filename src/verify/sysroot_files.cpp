// SPDX-License-Identifier: MIT
#include "verify/sysroot_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::verify {

namespace {

bool is_dylib(std::string_view name) {
  const auto middle = name.find('-');
  if (middle == std::string_view::npos) return false;
  return name.ends_with(".so") || name.ends_with(".dylib") || name.ends_with(".dll");
}

std::string target_of(const fs::Path& directory) {
  const auto library = (directory / "").parent_path();  // whether or not it ends with a separator
  const auto target = library.parent_path();
  const bool usual = library.filename() == "lib" && target.parent_path().filename() == "rustlib";
  return usual ? target.filename().string() : std::string();
}

}  // namespace

Result<SysrootFiles> list_sysroot(const fs::Path& directory) {
  const auto shown = text::printable(directory.string());
  if (!fs::is_directory(directory))
    return fail(Error(fmt::format("`{}` is no directory", shown))
                    .help("name a sysroot's library folder: SYSROOT/lib/rustlib/TARGET/lib"));
  BUILDSTD_TRY(const auto names, fs::list(directory));
  SysrootFiles files{directory, target_of(directory), {}, {}};
  for (const auto& name : names) {
    if (auto crate = rustlib::crate_of(name, ".rlib"))
      files.crates.push_back({std::move(crate->name), std::move(crate->hash), name, {}});
    if (is_dylib(name)) files.dylibs.push_back(name);
  }
  if (files.crates.empty())
    return fail(Error(fmt::format("there is no Rust library (`lib*.rlib`) in `{}`", shown))
                    .help("name a sysroot's library folder: SYSROOT/lib/rustlib/TARGET/lib"));
  for (auto& crate : files.crates) {
    auto beside = crate.rlib.substr(0, crate.rlib.size() - 5) + ".rmeta";
    if (std::ranges::binary_search(names, beside)) crate.rmeta = std::move(beside);
  }
  std::ranges::sort(files.crates, {}, [](const auto& crate) { return std::tie(crate.name, crate.extra_filename); });
  return files;
}

}  // namespace buildstd::verify
