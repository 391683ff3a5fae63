// SPDX-License-Identifier: MIT
#include "front/passed_flags.hpp"

using namespace buildstd;

TEST_CASE("flags that Cargo has from elsewhere than its configuration", "[front]") {
  // cargo 1.96.0, `cargo rustc -v --release`, but for the last word.
  const std::vector<std::string> call = {"--crate-name",
                                         "mine",
                                         "--edition=2024",
                                         "src/main.rs",
                                         "--error-format=json",
                                         "--crate-type",
                                         "bin",
                                         "--emit=dep-info,link",
                                         "-C",
                                         "opt-level=3",
                                         "-C",
                                         "panic=abort",
                                         "-C",
                                         "lto",
                                         "-C",
                                         "embed-bitcode=no",
                                         "--check-cfg",
                                         "cfg(docsrs,test)",
                                         "-C",
                                         "metadata=9f",
                                         "-C",
                                         "extra-filename=-b2",
                                         "--out-dir",
                                         "deps",
                                         "--target",
                                         "x86_64-unknown-linux-gnu",
                                         "-C",
                                         "linker=cc",
                                         "-C",
                                         "strip=debuginfo",
                                         "-L",
                                         "dependency=deps",
                                         "--cfg",
                                         "mine",
                                         "-Ctarget-cpu=x86-64-v3"};
  using Flags = std::vector<std::string>;
  CHECK(front::flags_beyond(call, {}) == Flags{"-Ctarget-cpu=x86-64-v3"});
  CHECK(front::flags_beyond(call, {"-C", "target-cpu=x86-64-v3"}).empty());
  CHECK(front::flags_beyond(call, {"-C", "target_cpu=x86-64-v3"}).empty());
  CHECK(front::flags_beyond(call, {"-Ctarget-cpu=native"}) == Flags{"-Ctarget-cpu=x86-64-v3"});
  CHECK(front::has_flags(call, {"-C", "target-cpu=x86-64-v3"}));
  CHECK(front::has_flags(call, {"--cfg=mine", "-Ctarget_cpu=x86-64-v3"}));
  CHECK(front::has_flags(call, {}));
  CHECK_FALSE(front::has_flags(call, {"-Ctarget-cpu=x86-64-v3", "--cfg=mine"}));
  CHECK_FALSE(front::has_flags(call, {"-Ctarget-cpu=x86-64-v3", "-Ctarget-cpu=x86-64-v3"}));
  CHECK(front::flags_beyond({"-Z", "sanitizer=address", "-Zunstable-options"}, {}) == Flags{"-Z sanitizer=address"});
}
