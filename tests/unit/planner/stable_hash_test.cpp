// SPDX-License-Identifier: MIT
#include "buildstd/planner/stable_hash.hpp"

#include <catch2/catch.hpp>

using buildstd::planner::StableHasher;

// The values of Cargo's own test `test_stable_hash` (src/cargo/core/source_id.rs): a source's kind, then its
// URL or, for a path within the workspace, the path.
TEST_CASE("the hasher gives the values of Cargo's tests", "[planner][cargo_hash]") {
  const auto of_source = [](std::uint8_t kind, std::string_view url) {
    StableHasher hasher;
    hasher.variant(kind);
    hasher.str(url);
    return hasher.finish();
  };
  CHECK(of_source(1, "crate") == 215644081443634269U);
  CHECK(of_source(2, "https://github.com/rust-lang/crates.io-index") == 7062945687441624357U);
  CHECK(of_source(3, "sparse+https://my-crates.io") == 16249512552851930162U);
  CHECK(of_source(4, "file:///tmp/ws/crate") == 11515846423845066584U);
}

TEST_CASE("values feed the hasher different bytes", "[planner][cargo_hash]") {
  StableHasher whole;
  whole.strs({"ab", "c"});
  StableHasher shifted;
  shifted.strs({"a", "bc"});
  CHECK(whole.finish() != shifted.finish());
  StableHasher none;
  none.optional_str(std::nullopt);
  StableHasher empty;
  empty.optional_str("");
  CHECK(none.finish() != empty.finish());
}

TEST_CASE("a copy of a hasher goes its own way", "[planner][cargo_hash]") {
  StableHasher one;
  one.u32(1);
  auto other = one;
  CHECK(one.finish() == other.finish());
  other.boolean(true);
  CHECK(one.finish() != other.finish());
}
