// SPDX-License-Identifier: MIT
#include "buildstd/base/diagnostics.hpp"

#include <catch2/catch.hpp>
#include <utility>

using namespace buildstd;
using Catch::Matchers::Contains;

namespace {

Error full_error() {
  return Error("no number")
      .context("could not read `/p/f.toml`")
      .at({"/p/f.toml", 12, 5, 3, "a = xyz"})
      .note("a note")
      .help("write a number")
      .help("or leave it out");
}

}  // namespace

TEST_CASE("an error shows place, source line, causes, notes and helps in that order", "[base]") {
  CHECK(render(full_error(), Color::never) ==
        "error: could not read `/p/f.toml`\n"
        "  --> /p/f.toml:12:5\n"
        "   |\n"
        "12 | a = xyz\n"
        "   |     ^^^\n"
        "\n"
        "Caused by:\n"
        "  no number\n"
        "\n"
        "note: a note\n"
        "help: write a number\n"
        "help: or leave it out\n");
}

TEST_CASE("contexts pile up, the outermost is the headline", "[base]") {
  auto error = Error("inner").caused_by("innermost").context("middle").context("outer");
  CHECK(error.message() == "outer");
  CHECK(error.causes() == std::vector<std::string>{"middle", "inner", "innermost"});
}

TEST_CASE("a place may be a file without a line, or a line without a column", "[base]") {
  CHECK(render(Error("x").at({"/f", 0, 0, 1, {}}), Color::never) == "error: x\n--> /f\n");
  const auto no_column = render(Error("x").at({"/f", 3, 0, 1, "text"}), Color::never);
  CHECK_THAT(no_column, Contains("--> /f:3\n"));
  CHECK_THAT(no_column, Contains("3 | text\n"));
  CHECK(no_column.find('^') == std::string::npos);
}

TEST_CASE("colours are there only when asked for", "[base]") {
  CHECK(render(full_error(), Color::never).find('\x1b') == std::string::npos);
  const auto colored = render(full_error(), Color::always);
  CHECK_THAT(colored, Contains("\x1b[1m\x1b[91merror\x1b[0m"));
  CHECK_THAT(colored, Contains("\x1b[1m\x1b[96mhelp\x1b[0m"));
}

TEST_CASE("control characters of files and tools never get through", "[base]") {
  const auto hostile = std::string("a\x1b[31mb\rc\x07") + "\u202E";
  const auto error =
      Error(hostile).caused_by(hostile).note(hostile).help(hostile).at({"/p/" + hostile, 1, 1, 1, hostile});
  const auto shown = render(error, Color::never);
  for (const char* bad : {"\x1b", "\r", "\x07", "\u202E"}) CHECK(shown.find(bad) == std::string::npos);
  const auto warning =
      render(Diagnostic{Diagnostic::Severity::warning, hostile, Place{hostile, 0, 0, 1, {}}, {hostile}}, Color::never);
  for (const char* bad : {"\x1b", "\r", "\x07", "\u202E"}) CHECK(warning.find(bad) == std::string::npos);
}

TEST_CASE("a tool's own output comes first, its colours only where colours are wanted", "[base]") {
  const auto error = Error("could not compile").output("\x1b[1m\x1b[91merror\x1b[0m: boo\n\x1b]0;title\x07\x1b[2Jx\n");
  const auto plain = render(error, Color::never);
  CHECK_THAT(plain, Catch::Matchers::StartsWith("error: boo\n"));
  CHECK(plain.find('\x1b') == std::string::npos);
  CHECK(plain.find('\x07') == std::string::npos);
  const auto colored = render(error, Color::always);
  CHECK_THAT(colored, Contains("\x1b[1m\x1b[91merror\x1b[0m: boo\n"));
  CHECK(colored.find("\x1b]0") == std::string::npos);  // only colours, nothing that moves or names
  CHECK(colored.find("\x1b[2J") == std::string::npos);
}

TEST_CASE("a very long source line is cut around its column", "[base]") {
  const std::string before(5000, 'x');
  const auto shown = render(Error("e").at({"/f", 1, 5001, 4, before + "HERE" + before}), Color::never);
  CHECK(shown.size() < 600);
  CHECK_THAT(shown, Contains("HERE"));
  const auto line = shown.find("HERE");
  const auto start = shown.rfind('\n', line);
  const auto carets = shown.find("^^^^");
  REQUIRE(carets != std::string::npos);
  CHECK(carets - shown.rfind('\n', carets) == line - start);
}

TEST_CASE("a place past its line's end, or with a length of nothing, does no harm", "[base]") {
  CHECK_THAT(render(Error("e").at({"/f", 1, 500, 900, "ab"}), Color::never), Contains("^"));
  CHECK_THAT(render(Error("e").at({"/f", 1, 1, 0, "ab"}), Color::never), Contains("^"));
}

TEST_CASE("warnings and notes have the same layout", "[base]") {
  CollectedDiagnostics all;
  all.warn("careful");
  all.note("by the way");
  REQUIRE(all.all.size() == 2);
  CHECK(render(all.all[0], Color::never) == "warning: careful\n");
  CHECK(render(all.all[1], Color::never) == "note: by the way\n");
}
