// SPDX-License-Identifier: MIT
#include "front/cargo_layout.hpp"

#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::front;
using namespace buildstd::testing;

TEST_CASE("the build directory is above the target's own, and nowhere else", "[front]") {
  const TempDir dir;
  dir.file("CACHEDIR.TAG", "");  // somebody else's cache
  dir.file("p/target/thumb/CACHEDIR.TAG", "");
  const auto found = [&](const char* out_dir, const std::optional<std::string>& target) {
    return build_directory(dir.path(out_dir), target);
  };
  // `target` was there before Cargo: it has no mark.
  CHECK(found("p/target/thumb/debug/deps", "thumb") == dir.path("p/target"));
  CHECK_FALSE(found("p/target/debug/deps", std::nullopt));
  dir.file("p/target/CACHEDIR.TAG", "");
  CHECK(found("p/target/thumb/debug/deps", "thumb") == dir.path("p/target"));
  CHECK(found("p/target/thumb/debug/deps", "specs/thumb.json") == dir.path("p/target"));
  CHECK(found("p/target/release/build/a-0123456789abcdef", std::nullopt) == dir.path("p/target"));
  CHECK(found("p/target/debug/examples", std::nullopt) == dir.path("p/target"));
  CHECK_FALSE(found("p/elsewhere", std::nullopt));
}

TEST_CASE("what Cargo compiles for the host is not in the target's folder", "[front]") {
  const TempDir dir;
  dir.file("target/CACHEDIR.TAG", "");
  dir.file("target/thumb/CACHEDIR.TAG", "");
  CHECK(is_for_host(dir.path("target/debug/build/a-0123456789abcdef/out"), "thumb"));
  CHECK_FALSE(is_for_host(dir.path("target/thumb/debug/build/a-0123456789abcdef/out"), "thumb"));
  CHECK_FALSE(is_for_host(dir.path("target/thumb/debug/build/a-0123456789abcdef/out"), "specs/thumb.json"));
  // A target directory that is called as the target.
  dir.file("thumb/CACHEDIR.TAG", "");
  dir.file("thumb/thumb/CACHEDIR.TAG", "");
  CHECK(is_for_host(dir.path("thumb/debug/build/a-0123456789abcdef/out"), "thumb"));
  CHECK_FALSE(is_for_host(dir.path("thumb/thumb/debug/build/a-0123456789abcdef/out"), "thumb"));
  CHECK(build_directory(dir.path("thumb/debug/build/a-0123456789abcdef/out"), "thumb") == dir.path("thumb"));
  CHECK(build_directory(dir.path("thumb/thumb/debug/deps"), "thumb") == dir.path("thumb"));
  // Nobody's, or nothing.
  CHECK_FALSE(is_for_host(dir.path("elsewhere/debug/build/a-0123456789abcdef/out"), "thumb"));
  CHECK_FALSE(is_for_host(dir.path("target"), "thumb"));
  CHECK_FALSE(is_for_host("", "thumb"));
}
