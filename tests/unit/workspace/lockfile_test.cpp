// SPDX-License-Identifier: MIT
#include "buildstd/workspace/lockfile.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

Result<workspace::Lockfile> parse(std::string_view text) {
  return workspace::parse_lockfile(std::string(text), "/lib/Cargo.lock");
}

constexpr std::string_view two_wasis = R"toml(version = 4
[[package]]
name = "std"
version = "0.0.0"
dependencies = [
 "libc",
 "wasi 0.11.1+wasi-snapshot-preview1",
 "wasi 0.14.4+wasi-0.2.4 (registry+https://example.invalid/index)",
]
[[package]]
name = "libc"
version = "0.2.1"
source = "registry+https://example.invalid/index"
checksum = "abc"
[[package]]
name = "wasi"
version = "0.11.1+wasi-snapshot-preview1"
source = "registry+https://example.invalid/index"
[[package]]
name = "wasi"
version = "0.14.4+wasi-0.2.4"
source = "registry+https://example.invalid/index"
)toml";

}  // namespace

TEST_CASE("a lock file is a list of packages with edges between them", "[workspace][lock]") {
  const auto lock = value_of(parse(two_wasis));
  CHECK(lock.version == 4);
  REQUIRE(lock.packages.size() == 4);
  CHECK_FALSE(lock.packages[0].source);
  CHECK(lock.packages[1].checksum == "abc");
  CHECK(lock.packages[0].dependencies == std::vector<std::size_t>{1, 2, 3});
  CHECK(lock.packages[3].version.str() == "0.14.4+wasi-0.2.4");
}

TEST_CASE("version 3 is read too", "[workspace][lock]") {
  CHECK(value_of(parse("version = 3\n[[package]]\nname = \"core\"\nversion = \"0.0.0\"\n")).version == 3);
}

TEST_CASE("a broken lock file is named with place, reason and cure", "[workspace][lock]") {
  struct Broken {
    const char* text;
    const char* reason;
    const char* place;
  };
  const Broken all[] = {
      {"version = 4\n[[package]\nname = 1\n", "could not parse", "Cargo.lock:2"},
      {"[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n", "has no `version`", "Cargo.lock:1"},
      {"version = \"4\"\n", "not an integer", "Cargo.lock:1:11"},
      {"version = 2\n[[package]]\n", "version 2 is not understood; buildstd reads versions 3 and 4", "Cargo.lock:1:11"},
      {"version = 5\n[[package]]\n", "version 5 is not understood", "Cargo.lock:1:11"},
      {"version = 4e248\n[[package]]\n", "not an integer", "Cargo.lock:1:11"},
      {"version = 4.0\n[[package]]\n", "not an integer", "Cargo.lock:1:11"},
      {"version = 99999999999\n[[package]]\n", "version 99999999999 is not understood", "Cargo.lock:1:11"},
      {"version = 4\n", "has no [[package]]", "Cargo.lock:1"},
      {"version = 4\npackage = [1]\n", "is not a table", "Cargo.lock:2:12"},
      {"version = 4\n[[package]]\nversion = \"1.0.0\"\n", "has no `name`", "Cargo.lock:2"},
      {"version = 4\n[[package]]\nname = 3\nversion = \"1.0.0\"\n", "has no `name`, or one that is not a string",
       "Cargo.lock:2"},
      {"version = 4\n[[package]]\nname = \"a\"\n", "has no `version`", "Cargo.lock:2"},
      {"version = 4\n[[package]]\nname = \"a\"\nversion = \"one\"\n", "`one` is not a valid version",
       "Cargo.lock:4:11"},
      {"version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"b\"]\n",
       "dependency `b` is not among its packages", "Cargo.lock:5:17"},
      {"version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"a 2.0.0\"]\n",
       "dependency `a 2.0.0` is not among", "Cargo.lock:5:17"},
      {"version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"a 1.0.0 (x) y\"]\n",
       "is not `name`, `name version`", "Cargo.lock:5:17"},
      {"version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [7]\n", "a dependency is not",
       "Cargo.lock:5:17"},
      {"\xff\xfe", "not valid UTF-8", "Cargo.lock"},
  };
  for (const auto& broken : all) {
    INFO(broken.text);
    const auto message = message_of(parse(broken.text));
    CHECK_THAT(message, Contains("/lib/Cargo.lock"));
    CHECK_THAT(message, Contains(broken.reason));
    CHECK_THAT(message, Contains(broken.place));
    CHECK_THAT(message, Contains("help: the lock file belongs to the toolchain's sources: reinstall them"));
  }
}

TEST_CASE("hostile names in a lock file do not reach the terminal as they are", "[workspace][lock]") {
  const auto message = message_of(
      parse("version = 4\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\"\\u001b[31m\"]\n"));
  CHECK(message.find('\x1b') == std::string::npos);
}

TEST_CASE("a lock file that is not there", "[workspace][lock]") {
  CHECK_THAT(message_of(workspace::read_lockfile("/nonexistent/Cargo.lock")),
             Contains("failed to read `/nonexistent/Cargo.lock`"));
}
