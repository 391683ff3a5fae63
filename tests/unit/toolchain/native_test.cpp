// SPDX-License-Identifier: MIT
#include "toolchain/native.hpp"

#include <catch2/catch.hpp>

using namespace buildstd::toolchain;

TEST_CASE("the processor in LLVM's code", "[toolchain][native]") {
  const auto meaning = native_in_code(R"(; ModuleID = 'native'
define i32 @main() unnamed_addr #1 {
attributes #0 = { nonlazybind }
attributes #1 = { nounwind "target-cpu"="nehalem" "target-features"="+sse2,-avx,+64bit" }
attributes #2 = { nounwind "target-cpu"="nehalem" "target-features"="+sse2,-avx,+64bit" }
)");
  CHECK(meaning == "nehalem +64bit,+sse2,-avx");
  CHECK(native_in_code(R"(attributes #1 = { "target-cpu"="generic" })") == "generic ");
  CHECK_FALSE(native_in_code(""));
  CHECK_FALSE(native_in_code("error: no backend"));
  CHECK_FALSE(native_in_code(R"(attributes #1 = { "target-cpu"="native" })"));
}

TEST_CASE("the processor in what the compiler prints", "[toolchain][native]") {
  const auto meaning = native_in_prints(R"(Available CPUs for this target:
    native                  - Select the CPU of the current host (currently rocketlake).
    x86-64                  - This is the default target CPU for the current build target.
unix
target_feature="avx"
target_feature="sse2"
)");
  CHECK(meaning == "rocketlake target_feature=\"avx\",target_feature=\"sse2\"");
  CHECK_FALSE(native_in_prints("Available CPUs for this target:\n    cortex-a7\n"));
}

TEST_CASE("flags that may mean this machine's processor", "[toolchain][native]") {
  CHECK(names_native({"-Ctarget-cpu=native"}));
  CHECK(names_native({"-C", "target-cpu=native"}));
  CHECK_FALSE(names_native({"-Ctarget-cpu=x86-64-v3", "-O"}));
  CHECK_FALSE(names_native({}));
}
