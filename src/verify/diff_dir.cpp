// SPDX-License-Identifier: MIT
#include "verify/diff_dir.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd::verify {

namespace {

// `libcore-0123456789abcdef.rlib` without its hash.
fs::Path common_name(const std::string& file) {
  const auto dash = file.find('-');
  const auto dot = file.rfind('.');
  return dash == std::string::npos || dot < dash ? file : file.substr(0, dash) + file.substr(dot);
}

Result<void> make_ready(const fs::Path& directory) {
  if (fs::exists(directory)) {
    BUILDSTD_TRY(const auto names, fs::list(directory));
    if (!names.empty())
      return fail(Error(fmt::format("`{}` is not empty", text::printable(directory.string())))
                      .help("name a folder for `--diff-dir` that is empty, or that is not there yet"));
  }
  BUILDSTD_CHECK(fs::create_directories(directory / "a"));
  return fs::create_directories(directory / "b");
}

Result<void> add(const fs::Path& directory, const FileReport& file, const CompareOptions& options) {
  if (file.there.empty() || file.here.empty() || file.bytes.same) return {};
  const auto name = common_name(file.there);
  BUILDSTD_CHECK(fs::copy_atomically(options.there / file.there, directory / "a" / name));
  return fs::copy_atomically(options.here / file.here, directory / "b" / name);
}

}  // namespace

Result<void> write_diff_dir(const fs::Path& directory, const SysrootReport& report, const CompareOptions& options) {
  BUILDSTD_CHECK(make_ready(directory));
  for (const auto& crate : report.crates) {
    for (const auto& file : crate.files) BUILDSTD_CHECK(add(directory, file, options));
  }
  for (const auto& dylib : report.dylibs) BUILDSTD_CHECK(add(directory, dylib, options));
  return {};
}

}  // namespace buildstd::verify
