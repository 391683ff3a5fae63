// SPDX-License-Identifier: MIT
// What make and ninja themselves make of such names: integration/build_files.bash.
#include "base/build_file_names.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

TEST_CASE("a name in a makefile depends on where it stands", "[export]") {
  const auto* const name = "/a b:c%d|e#f$g=h;i";
  CHECK(value_of(make_names::target(name)) == "/a\\ b\\:c\\%d|e\\#f$$g$(buildstd_equals)h\\$(buildstd_semicolon)i");
  CHECK(value_of(make_names::prerequisite(name)) ==
        "/a\\ b\\:c%d\\|e\\#f$$g$(buildstd_equals)h\\$(buildstd_semicolon)i");
  CHECK(value_of(make_names::order_only(name)) == "/a\\ b\\:c%d|e\\#f$$g$(buildstd_equals)h\\$(buildstd_semicolon)i");
  CHECK(value_of(make_names::included(name)) == "/a\\ b:c%d|e\\#f$$g$(buildstd_equals)h;i");
}

TEST_CASE("backslashes are doubled where they would escape", "[export]") {
  CHECK(value_of(make_names::target("/a\\b\\ c\\\\#d\\%e\\|f\\")) == "/a\\b\\\\\\ c\\\\\\\\\\#d\\\\\\%e\\|f\\");
  CHECK(value_of(make_names::prerequisite("/a\\%b\\|c")) == "/a\\%b\\\\\\|c");
  CHECK(value_of(ninja_names::in_depfile("/a\\b\\ c\\#d\\:e\\$f\\;g\\")) == "/a\\b\\\\\\ c\\\\#d\\\\:e\\$f\\;g\\");
}

TEST_CASE("ninja's files and its depfiles are two languages", "[export]") {
  CHECK(ninja_names::path("/a b:c$d|e#f\\") == "/a$ b$:c$$d${buildstd_bar}e#f\\");
  CHECK(value_of(ninja_names::in_depfile("/a b:c$d#e%f=\xc3\xa9")) == "/a\\ b:c$$d\\#e%f=\xc3\xa9");
}

TEST_CASE("what a language has no way to write is an error", "[export]") {
  for (const std::string c : {"*", "?", "["}) {
    CHECK_THAT(message_of(make_names::target("/a" + c)),
               Contains("for a pattern: `/a" + c + "`") && Contains("--target-dir"));
    CHECK_FALSE(make_names::prerequisite("/a" + c).has_value());
    CHECK_FALSE(make_names::included("/a" + c).has_value());
  }
  for (const std::string c : {"\"", "&", "'", "*", ";", "<", ">", "?", "^", "`", "|"})
    CHECK_THAT(message_of(ninja_names::in_depfile("/a" + c)),
               Contains("ninja's depfiles cannot hold `" + c + "` in a name"));
}
