// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::ops {

/// A folder for all that an operation leaves, in TMPDIR; removed in the end.
class TemporaryFolder {
 public:
  TemporaryFolder(const Environment& environment, std::string_view what)
      : path_(fs::Path(environment.get_nonempty("TMPDIR").value_or("/tmp")) /
              fmt::format("buildstd-{}-{}", what, fs::unique_name())) {}
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { [[maybe_unused]] const auto removed = fs::remove_all(path_); }
  [[nodiscard]] const fs::Path& path() const { return path_; }
  [[nodiscard]] Result<void> make() const { return fs::create_directories(path_); }

 private:
  fs::Path path_;
};

}  // namespace buildstd::ops
