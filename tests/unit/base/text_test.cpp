// SPDX-License-Identifier: MIT
#include "buildstd/base/text.hpp"

#include <catch2/catch.hpp>

using namespace buildstd;
using Words = std::vector<std::string>;

TEST_CASE("text is split as callers expect", "[text]") {
  CHECK(text::split("a::b", ':') == Words{"a", "", "b"});
  CHECK(text::words("  a \t b\n") == Words{"a", "b"});
  CHECK(text::lines("a\r\nb\n\nc").size() == 4);
  CHECK(text::trim(" \t x ") == "x");
}

TEST_CASE("nothing reaches the terminal with its control characters", "[text]") {
  CHECK(text::printable("plain ünïcode") == "plain ünïcode");
  CHECK(text::printable("a\x1b[31mb") == "a\xEF\xBF\xBD[31mb");
  CHECK(text::printable("a\nb") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(text::printable("a\nb", true) == "a\nb");
  CHECK(text::printable("bad\xff") == "bad\xEF\xBF\xBD");
  CHECK(text::printable("rtl\u202E") == "rtl\xEF\xBF\xBD");
  CHECK(text::printable("c1\xC2\x9b") == "c1\xEF\xBF\xBD");
}

TEST_CASE("words are quoted for a shell only where they need it", "[text]") {
  CHECK(text::shell_quote("--edition=2024") == "--edition=2024");
  CHECK(text::shell_quote("it's") == "'it'\\''s'");
  CHECK(text::shell_quote("") == "''");
}

TEST_CASE("the nearest known words are suggested", "[text]") {
  const Words triples = {"x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl", "aarch64-unknown-linux-gnu"};
  CHECK(text::nearest("x86_64-unknow-linux-gnu", triples).front() == "x86_64-unknown-linux-gnu");
  CHECK(text::nearest("zzz", triples).empty());
}
