// SPDX-License-Identifier: MIT
#include "buildstd/base/processor.hpp"

#include <catch2/catch.hpp>

TEST_CASE("a processor is the same one each time", "[base][processor]") {
  const auto identity = buildstd::processor_identity();
  CHECK(identity.size() == 32);
  CHECK(buildstd::processor_identity() == identity);
}
