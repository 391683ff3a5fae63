// SPDX-License-Identifier: MIT
#include "buildstd/ops/clean.hpp"

#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

Result<Cleaned> clean(const Invocation& invocation) {
  BUILDSTD_TRY(const auto state, state_directory(invocation));
  Cleaned cleaned{state, 0, 0};
  if (!fs::is_directory(state)) return cleaned;
  BUILDSTD_TRY(const auto files, fs::list_recursively(state));
  for (const auto& file : files) {
    ++cleaned.files;
    cleaned.bytes += fs::stamp(state / file).value_or(fs::FileStamp()).size;
  }
  BUILDSTD_CHECK(fs::remove_all(state));
  return cleaned;
}

}  // namespace buildstd::ops
