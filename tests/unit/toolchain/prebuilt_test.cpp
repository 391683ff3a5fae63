// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/prebuilt.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::toolchain;
using Catch::Matchers::Contains;

TEST_CASE("what buildstd-verify prints of a prebuilt std is read", "[toolchain]") {
  const auto prebuilt = value_of(parse_prebuilt(R"({"schema": 1, "crates": [
    {"name": "core", "rlib": "libcore-1.rlib", "rmeta": "libcore-1.rmeta", "extra_filename": "1", "codegen_units": 1,
     "debuginfo": "full", "bitcode": true, "mangling": "v0", "frame_pointers": "non-leaf",
     "compile_units": [{"name": "/src/library/core/src/lib.rs", "directory": "/src"}], "foreign_objects": ["a.o"]},
    {"name": "alloc", "rmeta": null, "debuginfo": "line-tables-only"}]})"));
  REQUIRE(prebuilt.find("core") != nullptr);
  const auto& core = *prebuilt.find("core");
  CHECK(core.rlib == "libcore-1.rlib");
  CHECK(core.extra_filename == "1");
  CHECK(core.has_rmeta);
  CHECK(core.codegen_units == 1);
  CHECK(core.debuginfo == DebugInfo::full);
  CHECK(core.has_bitcode == true);
  CHECK(core.mangling == "v0");
  CHECK(core.compile_units.front().directory == "/src");
  CHECK(core.foreign_objects == std::vector<std::string>{"a.o"});
  const auto& alloc = *prebuilt.find("alloc");
  CHECK_FALSE(alloc.has_rmeta);
  CHECK_FALSE(alloc.has_bitcode);
  CHECK(alloc.debuginfo == DebugInfo::line_tables_only);
  CHECK(alloc.mangling.empty());
  CHECK(prebuilt.find("std") == nullptr);
}

TEST_CASE("anything else is an error, or passed over", "[toolchain]") {
  for (const auto* text :
       {"", "[]", "{}", "nonsense", R"({"schema": 2, "crates": []})", R"({"schema": 1, "crates": 3})"}) {
    CHECK_THAT(message_of(parse_prebuilt(text)), Contains("is not of schema 1") && Contains("same version"));
  }
  const auto odd = value_of(parse_prebuilt(
      R"({"schema": 1, "crates": [1, {"name": 5, "codegen_units": -1, "compile_units": [2], "foreign_objects": [null]}]})"));
  REQUIRE(odd.crates.size() == 1);
  CHECK(odd.crates.front().name.empty());
  CHECK(odd.crates.front().codegen_units == 0);
}
