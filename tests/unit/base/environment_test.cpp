// SPDX-License-Identifier: MIT
#include "buildstd/base/environment.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "buildstd/base/command.hpp"

using namespace buildstd;

TEST_CASE("unset, empty and set are three things", "[base][environment]") {
  Environment environment({{"EMPTY", ""}, {"SET", "x"}});
  CHECK_FALSE(environment.get("ABSENT"));
  CHECK(environment.get("EMPTY") == "");
  CHECK_FALSE(environment.get_nonempty("EMPTY"));
  CHECK(environment.get_nonempty("SET") == "x");
  environment.unset("SET");
  environment.unset("ABSENT");
  CHECK_FALSE(environment.get("SET"));
}

TEST_CASE("the process's own environment is a snapshot", "[base][environment]") {
  REQUIRE(::setenv("BUILDSTD_TEST_VARIABLE", "a=b=c", 1) == 0);
  const auto before = Environment::of_process();
  REQUIRE(::unsetenv("BUILDSTD_TEST_VARIABLE") == 0);
  CHECK(before.get("BUILDSTD_TEST_VARIABLE") == "a=b=c");
  CHECK_FALSE(Environment::of_process().get("BUILDSTD_TEST_VARIABLE"));
}

TEST_CASE("a command sets and unsets on top of what is there", "[base][command]") {
  const Command command{"/bin/tool", {}, {{"NEW", "1"}, {"OLD", "2"}, {"GONE", std::nullopt}}, {}};
  const auto merged = command.environment_over(Environment({{"OLD", "0"}, {"GONE", "x"}, {"KEPT", "k"}}));
  CHECK(merged.all() == Environment::Map{{"KEPT", "k"}, {"NEW", "1"}, {"OLD", "2"}});
}

TEST_CASE("a command's line can be pasted into a shell", "[base][command]") {
  const Command command{"/a dir/tool", {"--x=y z", "it's", "", "$HOME"}, {{"A", "b c"}, {"U", std::nullopt}}, "/w d"};
  CHECK(command.shell_line() == R"(cd '/w d' && env -u U A='b c' '/a dir/tool' '--x=y z' 'it'\''s' '' '$HOME')");
}
