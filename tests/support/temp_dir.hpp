// SPDX-License-Identifier: MIT
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "buildstd/base/fs.hpp"

namespace buildstd::testing {

/// A folder for one test, gone with it. Its name holds a space, because people's do.
class TempDir {
 public:
  TempDir() {
    auto pattern = (std::filesystem::temp_directory_path() / "buildstd test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    root_ = fs::canonical(pattern);
  }
  ~TempDir() { (void)fs::remove_all(root_); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] std::filesystem::path path(std::string_view relative = {}) const {
    return relative.empty() ? root_ : root_ / relative;
  }
  /// Writes a file, making its folder.
  std::filesystem::path file(std::string_view relative, std::string_view content) const {
    const auto where = path(relative);
    REQUIRE(fs::create_directories(where.parent_path()).has_value());
    REQUIRE(fs::write_atomically(where, content).has_value());
    return where;
  }
  /// Writes a shell script that can be run.
  std::filesystem::path program(std::string_view relative, std::string_view body) const {
    auto where = file(relative, "#!/bin/sh\n" + std::string(body));
    std::filesystem::permissions(where, std::filesystem::perms::owner_all);
    return where;
  }

 private:
  std::filesystem::path root_;
};

}  // namespace buildstd::testing
