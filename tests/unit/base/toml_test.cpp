// SPDX-License-Identifier: MIT
#include "base/toml.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

#include "buildstd/base/fs.hpp"
#include "support/temp_dir.hpp"

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

TEST_CASE("what TOML forbids is refused before toml++ sees it", "[toml]") {
  const auto reason = [](std::string_view text) {
    const auto parsed = parse_toml(std::string(text), "f.toml");
    REQUIRE_FALSE(parsed.has_value());
    return std::to_string(parsed.error().place()->line) + ":" + std::to_string(parsed.error().place()->column) + " " +
           parsed.error().causes().front();
  };
  CHECK(reason("a = 1\n[\x18"
               "a]\n") == "2:2 control character U+0018 is not allowed here");
  CHECK(reason("a = '\x7f'\n") == "1:6 control character U+007F is not allowed here");
  CHECK(reason("a = 1\rb = 2\n") == "1:6 control character U+000D is not allowed here");
  CHECK(reason(std::string_view("# \0\n", 4)) == "1:3 control character U+0000 is not allowed here");
  CHECK(reason("\n\u00e9 = 1\n") == "2:1 invalid unquoted key, expected letters, numbers, `-`, `_`");
  CHECK(reason("\u00ef\u00bb\u00bfa = 1\n").starts_with("1:1 invalid unquoted key"));
  CHECK(reason("a = t\"\u0480\"\n").starts_with("1:0 "));
  CHECK(reason("a = 0.\"\u048c\n").starts_with("1:0 "));
  CHECK(reason("[=]\n").starts_with("1:2 "));
  CHECK(parse_toml("\xEF\xBB\xBF"
                   "'\u00e9' = '\u00e9\tx' # \u00e9\r\n",
                   "f.toml")
            .has_value());
}

TEST_CASE("text outside ASCII comes through as it is", "[toml]") {
  const auto parsed =
      parse_toml("'\u00e9' = 1\n'\u00fc' = '\u2028\u1680' # \u0480\nb = \"\"\"\n\u00e9\\\n  \u048c\"\"\"\n", "f.toml");
  REQUIRE(parsed.has_value());
  CHECK(parsed->root["\u00fc"].value<std::string>() == "\u2028\u1680");
  CHECK(parsed->root["b"].value<std::string>() == "\u00e9\u048c");
}

TEST_CASE("places name line and column of what is wrong", "[toml]") {
  const auto place = [](std::string_view text) {
    const auto parsed = parse_toml(std::string(text), "f.toml");
    REQUIRE_FALSE(parsed.has_value());
    const auto& found = *parsed.error().place();
    return fmt::format("{}:{} {}", found.line, found.column, found.source_line);
  };
  CHECK(place("\x01") == "1:1 \x01");
  CHECK(place("a = 1\r\nb = \x02\r\n") == "2:5 b = \x02");
  CHECK(place("\n\n  = 1") == "3:3   = 1");
  CHECK(place("a = '\u00e9'\nb = t\"\u0480\"") == "2:0 b = t\"\u0480\"");
}

TEST_CASE("files larger than any of its kind are refused unread", "[toml]") {
  const testing::TempDir directory;
  const auto file = directory.path() / "large.toml";
  REQUIRE(fs::write_atomically(file, "").has_value());
  std::filesystem::resize_file(file, largest_toml_file + 1);
  const auto read = read_toml(file);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().causes().front() == "the file has 1048577 bytes, more than the 1048576 that are read");
  std::filesystem::resize_file(file, 0);
  CHECK(read_toml(file).has_value());
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
