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

TEST_CASE("bytes are told in the unit that fits", "[text]") {
  CHECK(text::human_bytes(0) == "0B");
  CHECK(text::human_bytes(1023) == "1023B");
  CHECK(text::human_bytes(1536) == "1.5KiB");
  CHECK(text::human_bytes(46'400'000) == "44.3MiB");
  CHECK(text::human_bytes(3ULL << 30) == "3.0GiB");
  CHECK(text::human_bytes(3ULL << 50) == "3072.0TiB");
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

TEST_CASE("of a tool's text colours stay or go, and nothing else of the kind stays", "[text]") {
  using text::printable_tool_text;
  using text::Styles;
  const std::string tool = "\x1b[1m\x1b[38;5;9merror\x1b[0m: a\n\tb\n";
  CHECK(printable_tool_text(tool, Styles::keep) == tool);
  CHECK(printable_tool_text(tool, Styles::drop) == "error: a\n\tb\n");
  for (const std::string bad : {"\x1b[2J", "\x1b]0;t\x07", "\x1b[", "\x1b", "\x1b[31", "\x1b[?25l", "\x9b"}) {
    const auto shown = printable_tool_text("x" + bad + "y", Styles::keep);
    CHECK(shown.find('\x1b') == std::string::npos);
    CHECK(shown.find('\x07') == std::string::npos);
    CHECK(shown.starts_with("x"));
    CHECK(shown.ends_with("y"));
  }
  CHECK(printable_tool_text("\x1b[31mred", Styles::keep) == "\x1b[31mred\x1b[0m");
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

TEST_CASE("a number is the whole text", "[text]") {
  CHECK(text::whole_number<int>("-12") == -12);
  CHECK(text::whole_number<std::uint64_t>("18446744073709551615") == 18446744073709551615U);
  CHECK(text::whole_number<std::uint64_t>("ff", 16) == 255);
  for (const auto* const other : {"", " 1", "1 ", "+1", "1x", "18446744073709551616"})
    CHECK_FALSE(text::whole_number<std::uint64_t>(other));
}
