// SPDX-License-Identifier: MIT
#include "front/config_lines.hpp"

#include <catch2/catch.hpp>

using namespace buildstd;
using namespace buildstd::front;

namespace {

const std::vector<ConfigLine> lines = {{"rustc", "\".cargo/buildstd/rustc\""}, {"build-std.when", "\"always\""}};

std::string added(const std::string& text) {
  const auto edited = add_config_lines(text, "config.toml", lines);
  REQUIRE(edited);
  CHECK(remove_config_lines(*edited) == text);
  return *edited;
}

}  // namespace

TEST_CASE("lines are added to each form of the table, and taken away to the byte", "[front]") {
  const std::string both =
      "rustc = \".cargo/buildstd/rustc\" # buildstd init\nbuild-std.when = \"always\" # buildstd init\n";
  const std::string dotted =
      "build.rustc = \".cargo/buildstd/rustc\" # buildstd init\nbuild.build-std.when = \"always\" # buildstd init\n";
  const std::string section = "[build] # buildstd init\n" + both;
  const std::string mark = "\xEF\xBB\xBF";
  const auto unended = [](const std::string& text) { return text.substr(0, text.size() - 1); };
  CHECK(added("") == section);
  CHECK(added("[net]\noffline = true\n") == "[net]\noffline = true\n" + section);
  CHECK(added("[net]\noffline = true") == "[net]\noffline = true\n" + unended(section));
  CHECK(added("[build]\njobs = 2\n\n[net]\n") == "[build]\n" + both + "jobs = 2\n\n[net]\n");
  CHECK(added("  [ \"build\" ] # mine\njobs = 2") == "  [ \"build\" ] # mine\n" + both + "jobs = 2");
  CHECK(added("a = 1\n[build]") == "a = 1\n[build]\n" + unended(both));
  CHECK(added("build.jobs = 2\n") == dotted + "build.jobs = 2\n");
  CHECK(added(mark + "build.jobs = 2\n") == mark + dotted + "build.jobs = 2\n");
  CHECK(added("[build.env]\nx = 1\n") == dotted + "[build.env]\nx = 1\n");
  CHECK(added("[term]\nbuild = 1\n") == "[term]\nbuild = 1\n" + section);  // another key
}

TEST_CASE("a header that was added stays where somebody has written below it", "[front]") {
  const auto ours = "[build] # buildstd init\nrustc = \"x\" # buildstd init\n";
  CHECK(remove_config_lines(ours) == "");
  CHECK(remove_config_lines(std::string(ours) + "jobs = 1\n") == "[build]\njobs = 1\n");
  CHECK(remove_config_lines(std::string("a = 1\n") + ours + "\n# mine\n[term]\nquiet = true\n") ==
        "a = 1\n\n# mine\n[term]\nquiet = true\n");
  CHECK(remove_config_lines("[build] # buildstd init\r\nrustc = \"x\" # buildstd init\r\njobs = 1\r\n") ==
        "[build]\r\njobs = 1\r\n");
}

TEST_CASE("line ends are those of the file", "[front]") {
  CHECK(
      added("[build]\r\njobs = 2\r\n") ==
      "[build]\r\nrustc = \".cargo/buildstd/rustc\" # buildstd init\r\nbuild-std.when = \"always\" # buildstd init\r\n"
      "jobs = 2\r\n");
  CHECK(added("[net]\r\noffline = true").find("true\r\n[build] # buildstd init\r\n") != std::string::npos);
  CHECK(added("[net]\r\n[build]").ends_with("\"always\" # buildstd init"));
}

TEST_CASE("where nothing can be added the place and the cure are told", "[front]") {
  const auto refused = add_config_lines("build = { jobs = 2 }\n", "config.toml", lines);
  REQUIRE(!refused);
  CHECK(refused.error().message() == "nothing can be added to `build` in `config.toml`");
  REQUIRE(refused.error().helps().size() == 1);
  CHECK(refused.error().helps().front() ==
        "write it as a table of its own, with the header `[build]`, and call `buildstd init` again");
  CHECK(!add_config_lines("[build\n", "config.toml", lines));
  CHECK(!add_config_lines("[build]\nrustc = \"mine\"\n", "config.toml", lines));  // a key twice is no TOML
}

TEST_CASE("keys of the table are found in each form", "[front]") {
  CHECK(build_key("build.target = \"a\"", "f", "target").value() == "\"a\"");
  CHECK(build_key("build.target = ['a', \"b\"]", "f", "target").value() == "[\"a\", \"b\"]");
  CHECK(build_key("[build]\nbuild-std.when = \"never\"", "f", "build-std.when").value() == "\"never\"");
  CHECK(build_key("[build]\nbuild-std = { when = \"never\" }", "f", "build-std.when").value() == "\"never\"");
  CHECK_FALSE(build_key("target = \"a\"\n[build]\n", "f", "target").value().has_value());
}
