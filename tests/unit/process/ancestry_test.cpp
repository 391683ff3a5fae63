// SPDX-License-Identifier: MIT
#include "buildstd/process/ancestry.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

using namespace buildstd::process;

TEST_CASE("a process is found by its name for files", "[process]") {
  const OtherProcess own{::getpid(), start_of(::getpid()).value(), {}, {}, {}};
  CHECK(is_running(own.pid, own.start));
  CHECK(is_running(own.id()));
  CHECK_FALSE(is_running(OtherProcess{own.pid, own.start + 1, {}, {}, {}}.id()));
  for (const auto* const other : {"", "-", "1", "1-", "x-1", "1-x", "1-2-3"}) CHECK_FALSE(is_running(other));
}
