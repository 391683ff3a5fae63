// SPDX-License-Identifier: MIT
#include "buildstd/ops/handover.hpp"

using buildstd::ops::runs_tests;

TEST_CASE("which of Cargo's commands compile tests", "[ops][handover]") {
  CHECK(runs_tests({"cargo", "test"}));
  CHECK(runs_tests({"/usr/bin/cargo", "t", "--release"}));
  CHECK(runs_tests({"cargo", "+nightly", "--config", "a=1", "-v", "bench"}));
  CHECK(runs_tests({"cargo.exe", "nextest", "run"}));
  CHECK_FALSE(runs_tests({"cargo", "build", "test"}));
  CHECK_FALSE(runs_tests({"cargo", "--color", "test", "build"}));
  CHECK_FALSE(runs_tests({"make", "test"}));
  CHECK_FALSE(runs_tests({"cargo"}));
  CHECK_FALSE(runs_tests({}));
}
