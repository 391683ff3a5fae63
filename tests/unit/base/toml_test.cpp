// SPDX-License-Identifier: MIT
#include "base/toml.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace buildstd;

namespace {

std::string dotted(std::size_t dots) {
  std::string key = "a";
  for (std::size_t i = 0; i < dots; ++i) key += ".a";
  return key;
}

}  // namespace

TEST_CASE("a key with very many parts is an error, not the end of the process", "[toml]") {
  for (const auto& text : {"\n" + dotted(500'000) + " = 1\n", "\n[" + dotted(500'000) + "]\n",
                           "\nx = { " + dotted(500'000) + " = 1 }\n"}) {
    const auto parsed = parse_toml(text, "f.toml");
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().causes().front() == "a key has more than 128 parts");
    CHECK(parsed.error().place()->line == 2);
  }
  CHECK(parse_toml(dotted(100) + " = 1\n", "f.toml").has_value());
}

TEST_CASE("dots elsewhere are no parts of a key", "[toml]") {
  std::string floats = "f = [";
  for (int i = 0; i < 300; ++i) floats += "1.5, ";
  const std::string dots(300, '.');
  CHECK(parse_toml(floats + "]\n", "f.toml").has_value());
  CHECK(parse_toml("a = '" + dots + "' # " + dots + "\nb = \"\\\"" + dots + "\"\n'" + dots + "' = 1\n", "f.toml")
            .has_value());
  CHECK(parse_toml("a = '''\n" + dots + "'\n'''\nb = \"\"\"\n\\\"" + dots + "\"\n\"\"\"\n", "f.toml").has_value());
}
