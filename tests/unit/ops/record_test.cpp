// SPDX-License-Identifier: MIT
#include "ops/record.hpp"

#include "buildstd/base/fs.hpp"
#include "support/results.hpp"
#include "support/temp_dir.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;
using ops::BuildRecord;
using ops::InstalledFile;

TEST_CASE("a record comes back as it was written", "[ops][record]") {
  BuildRecord record{"target-0123", {}, {}};
  record.observed.environment = {{"SET", "a b"}, {"EMPTY", ""}, {"UNSET", std::nullopt}};
  record.observed.files = {{"/a b/c", fs::FileState{12, 34, 0, 0}}, {"/gone", std::nullopt}};
  record.files = {{"lib/a.rlib", {1, 2, 3, 0}, "0123"}, {"lib/link", {}, {}, "../elsewhere"}};
  const auto read = ops::parse_record(ops::to_text(record));
  REQUIRE(read);
  CHECK(read->sysroot == "target-0123");
  CHECK(read->observed == record.observed);
  CHECK(read->files == record.files);
}

TEST_CASE("garbage is as good as no record", "[ops][record]") {
  const std::string good = R"("sysroot": "x", "environment": {}, "files": {})";
  REQUIRE(ops::parse_record("{" + good + R"(, "installed": []})"));
  for (const std::string text :
       {"", "null", "[]", "{", "{}", "\xff\xfe", R"({"sysroot": 1, "environment": {}, "files": {}, "installed": []})",
        R"({"sysroot": "x", "installed": []})", R"({"sysroot": "x", "environment": {}, "installed": []})",
        R"({"sysroot": "x", "environment": {}, "files": {"a": 1}, "installed": []})",
        R"({"sysroot": "x", "environment": {}, "files": {"a": "1:2"}, "installed": []})",
        R"({"sysroot": "x", "environment": [], "files": {}, "installed": []})",
        R"({"sysroot": "x", "environment": {"A": 3}, "files": {}, "installed": []})"}) {
    INFO(text);
    CHECK_FALSE(ops::parse_record(text));
  }
  for (const std::string installed :
       {"", R"(, "installed": 7)", R"(, "installed": [7])", R"(, "installed": [{}])",
        R"(, "installed": [{"name": "a"}])", R"(, "installed": [{"name": "a", "state": "-", "content": "1"}])",
        R"(, "installed": [{"name": "a", "state": "1:2:3:0"}])",
        R"(, "installed": [{"name": "", "state": "1:2:3:0", "content": "1"}])"}) {
    INFO(installed);
    CHECK_FALSE(ops::parse_record("{" + good + installed + "}"));
  }
  CHECK_FALSE(ops::parse_record(std::string(200000, '[')));
}

TEST_CASE("a record cannot lead out of the sysroots' folder", "[ops][record]") {
  for (const std::string name : {"", ".", "..", "../../elsewhere", "/etc", "a/b"}) {
    INFO(name);
    CHECK_FALSE(ops::parse_record(R"({"environment": {}, "files": {}, "installed": [], "sysroot": ")" + name + "\"}"));
  }
}

TEST_CASE("what is observed decides whether a record still holds", "[ops][record]") {
  const TempDir dir;
  const auto file = dir.file("watched", "1");
  ObservedInputs inputs;
  inputs.environment = {{"A", "1"}, {"B", std::nullopt}};
  inputs.add_file(dir.path("none"));
  CHECK(inputs.unchanged(Environment(Environment::Map{{"A", "1"}})));
  CHECK_FALSE(inputs.unchanged(Environment(Environment::Map{{"A", "2"}})));
  CHECK_FALSE(inputs.unchanged(Environment(Environment::Map{{"A", "1"}, {"B", ""}})));
  inputs.add_file(file);
  CHECK(inputs.unchanged(Environment(Environment::Map{{"A", "1"}})));
  dir.file("watched", "22");
  CHECK_FALSE(inputs.unchanged(Environment(Environment::Map{{"A", "1"}})));
}

TEST_CASE("a sysroot's missing and changed files are named", "[ops][record]") {
  const TempDir dir;
  const auto library = dir.file("lib/a.rlib", "code");
  require_success(fs::create_directories(dir.path("there")));
  require_success(fs::symlink("../there", dir.path("lib/link")));
  const std::vector<InstalledFile> files = {{"lib/a.rlib", fs::file_state(library)->of_own_file(), "0123"},
                                            {"lib/link", {}, {}, "../there"}};
  CHECK_FALSE(ops::find_damage(dir.path(), files));
  std::string expected;
  SECTION("a file is gone") {
    require_success(fs::remove_all(library));
    expected = "lib/a.rlib` is missing";
  }
  SECTION("all is gone") {
    require_success(fs::remove_all(dir.path("lib")));
    expected = "lib/a.rlib` is missing";
  }
  SECTION("other content") {
    dir.file("lib/a.rlib", "c0de");
    expected = "lib/a.rlib` was changed";
  }
  SECTION("a link in a file's place") {
    require_success(fs::rename(library, dir.path("elsewhere")));
    require_success(fs::symlink(dir.path("elsewhere"), library));
    expected = "lib/a.rlib` was changed";
  }
  SECTION("a link leads elsewhere") {
    require_success(fs::remove_all(dir.path("lib/link")));
    require_success(fs::symlink(dir.path(), dir.path("lib/link")));
    expected = "lib/link` was changed";
  }
  SECTION("a file in a link's place") {
    require_success(fs::remove_all(dir.path("lib/link")));
    dir.file("lib/link", "");
    expected = "lib/link` was changed";
  }
  CHECK_THAT(ops::find_damage(dir.path(), files).value_or(""), Contains(expected));
}
