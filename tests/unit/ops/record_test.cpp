// SPDX-License-Identifier: MIT
#include "ops/record.hpp"

#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using ops::BuildRecord;

TEST_CASE("a record comes back as it was written", "[ops][record]") {
  const TempDir dir;
  BuildRecord record{"target-0123", {}};
  record.observed.environment = {{"SET", "a b"}, {"EMPTY", ""}, {"UNSET", std::nullopt}};
  record.observed.files = {{"/a b/c", "12:34"}, {"/gone", "absent"}};
  require_success(ops::write_record(dir.path("records/key.json"), record));
  const auto read = ops::read_record(dir.path("records/key.json"));
  REQUIRE(read);
  CHECK(read->sysroot == "target-0123");
  CHECK(read->observed.environment == record.observed.environment);
  CHECK(read->observed.files == record.observed.files);
}

TEST_CASE("garbage is as good as no record", "[ops][record]") {
  const TempDir dir;
  CHECK_FALSE(ops::read_record(dir.path("absent")));
  for (const std::string text :
       {"", "null", "[]", "{", "{}", "\xff\xfe", R"({"sysroot": 1, "environment": {}, "files": {}})",
        R"({"sysroot": "x"})", R"({"sysroot": "x", "environment": {}})",
        R"({"sysroot": "x", "environment": {}, "files": {"a": 1}})",
        R"({"sysroot": "x", "environment": [], "files": {}})", R"({"sysroot": "x", "environment": {}, "files": 7})",
        R"({"sysroot": "x", "environment": "e", "files": {}})",
        R"({"sysroot": "x", "environment": {"A": 3}, "files": {}})"}) {
    INFO(text);
    CHECK_FALSE(ops::read_record(dir.file("record.json", text)));
  }
  CHECK_FALSE(ops::read_record(dir.file("deep.json", std::string(200000, '['))));
}

TEST_CASE("a record cannot lead out of the sysroots' folder", "[ops][record]") {
  const TempDir dir;
  for (const std::string name : {"", ".", "..", "../../elsewhere", "/etc", "a/b"}) {
    INFO(name);
    CHECK_FALSE(
        ops::read_record(dir.file("record.json", R"({"environment": {}, "files": {}, "sysroot": ")" + name + "\"}")));
  }
}

TEST_CASE("what is observed decides whether a record still holds", "[ops][record]") {
  const TempDir dir;
  const auto file = dir.file("watched", "1");
  ObservedInputs inputs;
  inputs.environment = {{"A", "1"}, {"B", std::nullopt}};
  inputs.files = {{dir.path("none").string(), "absent"}};
  CHECK(inputs.unchanged(Environment(Environment::Map{{"A", "1"}})));
  CHECK_FALSE(inputs.unchanged(Environment(Environment::Map{{"A", "2"}})));
  CHECK_FALSE(inputs.unchanged(Environment(Environment::Map{{"A", "1"}, {"B", ""}})));
  inputs.files[file.string()] = "999:999";
  CHECK_FALSE(inputs.unchanged(Environment(Environment::Map{{"A", "1"}})));
}
