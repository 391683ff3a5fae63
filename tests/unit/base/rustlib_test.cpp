// SPDX-License-Identifier: MIT
#include "buildstd/base/rustlib.hpp"

#include <catch2/catch.hpp>

using namespace buildstd;

TEST_CASE("the folders of a sysroot", "[rustlib]") {
  CHECK(rustlib::libraries("/opt/rust", "wasm32-wasip1") == "/opt/rust/lib/rustlib/wasm32-wasip1/lib");
  CHECK(rustlib::sources("/opt/rust") == "/opt/rust/lib/rustlib/src/rust");
}

TEST_CASE("a library's name has its crate and its hash", "[rustlib]") {
  const auto hashed = rustlib::crate_of("libcompiler_builtins-a466aec70b9a9679.rlib", ".rlib");
  REQUIRE(hashed);
  CHECK(hashed->name == "compiler_builtins");
  CHECK(hashed->hash == "a466aec70b9a9679");

  const auto plain = rustlib::crate_of("libcore.rmeta", ".rmeta");
  REQUIRE(plain);
  CHECK(plain->name == "core");
  CHECK(plain->hash.empty());
}

TEST_CASE("other names are no crate's", "[rustlib]") {
  CHECK_FALSE(rustlib::crate_of("libcore-1234.rlib", ".rmeta"));
  CHECK_FALSE(rustlib::crate_of("core-1234.rlib", ".rlib"));
  CHECK_FALSE(rustlib::crate_of("lib.rlib", ".rlib"));
  CHECK_FALSE(rustlib::crate_of("", ".rlib"));
}
