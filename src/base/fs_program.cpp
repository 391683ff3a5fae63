// SPDX-License-Identifier: MIT
#include "base/fs_program.hpp"

#include <fmt/format.h>

namespace buildstd::fs {

Result<void> write_program(const Path& path, std::string_view content) {
  auto temporary = path;
  temporary += fmt::format(".new-{}", process_id());
  BUILDSTD_CHECK(write_atomically(temporary, content));
  using std::filesystem::perms;
  std::error_code code;
  std::filesystem::permissions(temporary, perms::owner_exec | perms::group_exec | perms::others_exec,
                               std::filesystem::perm_options::add, code);
  if (!code) return fs::rename(temporary, path);
  [[maybe_unused]] const auto removed = fs::remove_all(temporary);  // the first error is the one that matters
  return fail(Error(fmt::format("failed to make `{}` executable", path.string())).caused_by(code.message()));
}

}  // namespace buildstd::fs
