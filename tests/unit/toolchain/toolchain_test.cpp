// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/toolchain.hpp"

#include "support/kept_file.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::toolchain;
using Catch::Matchers::Contains;

TEST_CASE("channels are read off the release", "[toolchain]") {
  CHECK(CompilerVersion{"1.96.0", "", "", ""}.channel() == "stable");
  CHECK(CompilerVersion{"1.97.0-beta.3", "", "", ""}.channel() == "beta");
  CHECK(CompilerVersion{"1.98.0-nightly", "", "", ""}.channel() == "nightly");
  CHECK(CompilerVersion{"1.98.0-dev", "", "", ""}.is_nightly());
  CHECK_FALSE(CompilerVersion{"1.97.0-beta.3", "", "", ""}.is_nightly());
}

TEST_CASE("sources that are missing: rustup's words, or the distribution's", "[toolchain]") {
  const TempDir dir;
  Toolchain toolchain;
  toolchain.version.release = "1.96.0";
  toolchain.sysroot = dir.path("toolchains/stable-x86_64");
  const auto rustup = message_of(library_sources(toolchain));
  CHECK_THAT(rustup, Contains("are not installed for rustc 1.96.0"));
  CHECK_THAT(rustup, Contains("help: run `rustup component add rust-src --toolchain stable-x86_64`"));
  toolchain.sysroot = dir.path("usr");
  CHECK_THAT(message_of(library_sources(toolchain)), Contains("`rust-src` (Debian, Fedora"));
  const auto library = std::string("usr/lib/rustlib/src/rust/library/");
  dir.file(library + "Cargo.toml", "");
  CHECK_FALSE(library_sources(toolchain).has_value());  // half of it is not enough
  dir.file(library + "Cargo.lock", "");
  CHECK(value_of(library_sources(toolchain)) == dir.path("usr/lib/rustlib/src/rust/library"));
}

TEST_CASE("prebuilt crates are listed by name", "[toolchain]") {
  const TempDir dir;
  Toolchain toolchain;
  toolchain.sysroot = dir.path();
  CHECK(prebuilt_crates(toolchain, "t").empty());
  for (const auto* name : {"libcore-12.rlib", "librustc_std_workspace_core-ab.rlib", "libstd-1.so", "x.o", "libz.a"})
    dir.file(std::string("lib/rustlib/t/lib/") + name, "");
  CHECK(prebuilt_crates(toolchain, "t") ==
        std::map<std::string, std::string>{{"core", "libcore-12"},
                                           {"rustc_std_workspace_core", "librustc_std_workspace_core-ab"}});
}

TEST_CASE("the digest of sources follows content, not time or place", "[toolchain][digest]") {
  const TempDir dir;
  InputStates inputs;
  const auto cache = kept_file(dir.path("digest.json"));
  dir.file("a/x", "1");
  dir.file("a/sub/y", "2");
  dir.file("b/x", "1");
  dir.file("b/sub/y", "2");
  const auto digest = [&](const char* name) {
    return value_of(digest_sources(dir.path(name), cache, inputs, dir.path()));
  };
  const auto first = digest("a");
  CHECK(first == digest("b"));
  dir.file("a/x", "1");  // written again, the same
  CHECK(first == digest("a"));
  dir.file("a/x", "3");
  CHECK(first != digest("a"));
  dir.file("a/x", "1");
  dir.file("a/new", "");
  CHECK(first != digest("a"));
}

TEST_CASE("a file that took another's place, with its size and time, is another", "[toolchain][digest]") {
  const TempDir dir;
  InputStates inputs;
  const auto file = dir.file("a/x", "1");
  const auto time = std::filesystem::last_write_time(file);
  const auto digest = [&] {
    return value_of(digest_sources(dir.path("a"), kept_file(dir.path("kept")), inputs, dir.path()));
  };
  const auto before = digest();
  REQUIRE(digest() == before);
  dir.file("a/x", "2");
  std::filesystem::last_write_time(file, time);
  CHECK(digest() != before);
}

TEST_CASE("a digest cache of nonsense, or none at all, does no harm", "[toolchain][digest]") {
  const TempDir dir;
  dir.file("a/x", "1");
  InputStates inputs;
  const auto digest = [&](const char* name, const fs::KeptFile& kept) {
    return digest_sources(dir.path(name), kept, inputs, dir.path());
  };
  const auto reference = value_of(digest("a", {}));
  for (const std::string garbage : {"", "[]", "{\"library\": 1}", "\xff"}) {
    dir.file("cache.json", garbage);
    CHECK(value_of(digest("a", kept_file(dir.path("cache.json")))) == reference);
  }
  CHECK_THAT(message_of(digest("gone", {})), Contains("failed to read directory"));
}

TEST_CASE("sources in a folder whose name is no UTF-8", "[toolchain][digest]") {
  const TempDir dir;
  InputStates inputs;
  dir.file("l\xff/x", "1");
  CHECK(digest_sources(dir.path("l\xff"), kept_file(dir.path("cache.json")), inputs, dir.path()).has_value());
}
