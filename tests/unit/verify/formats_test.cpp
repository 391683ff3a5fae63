// SPDX-License-Identifier: MIT
// The forms of a report that other programs take: a page, a statement, a folder for diffoscope.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "buildstd/base/hash.hpp"
#include "unit/verify/little.hpp"
#include "verify/app.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::verify;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

// Three crates: one is the same, one differs, one is only there; and a dynamic library that differs.
struct Mixed : Stds {
  Mixed() {
    there("same", little());
    here("same", little());
    there("changed", little());
    dir.file("here/libchanged-2.rlib", replaced(little(), "hello from", "hullo from"));
    there("lost", little());
    dir.file("there/libsame-1.rmeta", "metadata");
    dir.file("here/libsame-1.rmeta", "metadata");
    dir.file("there/libstd-1.so", "one");
    dir.file("here/libstd-2.so", "two");
  }
  [[nodiscard]] Outcome compare(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"compare", "--ours", "here", "--theirs", "there"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(std::move(arguments), dir.path());
  }
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a statement has all files there as subjects, and what was found of each", "[verify]") {
  const Mixed stds;
  const auto outcome = stds.compare({"--format", "in-toto", "--build", R"({"compiler":{"release":"1.2.3"}})"});
  CHECK(outcome.status == 2);
  const auto statement = json::parse(outcome.data);
  CHECK(statement["_type"] == "https://in-toto.io/Statement/v1");
  CHECK(statement["predicateType"] == "urn:buildstd:std-comparison:v1");
  std::vector<std::string> names;
  for (const auto& subject : statement["subject"]) names.push_back(subject["name"]);
  CHECK(names == std::vector<std::string>{"libchanged-1.rlib", "liblost-1.rlib", "libsame-1.rlib", "libsame-1.rmeta",
                                          "libstd-1.so"});
  CHECK(statement["subject"][0]["digest"] == json{{"sha256", sha256_hex(little())}});
  CHECK(statement["subject"][4]["digest"] == json{{"sha256", sha256_hex("one")}});
  const auto& predicate = statement["predicate"];
  CHECK(predicate["target"] == "x86_64-unknown-linux-gnu");
  CHECK(predicate["required"] == "identical");
  CHECK(predicate["met"] == false);
  CHECK(predicate["build"]["compiler"]["release"] == "1.2.3");
  CHECK(predicate["summary"] == json{{"different", 1}, {"identical", 2}, {"missing-here", 1}, {"not-compared", 1}});
  const auto& files = predicate["files"];
  CHECK(files[0]["verdict"] == "different");
  CHECK(files[0]["rebuilt"]["name"] == "libchanged-2.rlib");
  CHECK(files[0]["rebuilt"]["digest"]["sha256"] != statement["subject"][0]["digest"]["sha256"]);
  CHECK(files[1]["verdict"] == "missing-here");
  CHECK_FALSE(files[1].contains("rebuilt"));
  CHECK(files[2]["verdict"] == "identical");
  CHECK(files[2]["reasons"].empty());
  CHECK(files[4]["verdict"] == "not-compared");
}

TEST_CASE("there is no statement where a file could not be read, or where what it is to hold is no JSON", "[verify]") {
  const Mixed stds;
  const auto wrong = stds.compare({"--format", "in-toto", "--build", "[1]"});
  CHECK(wrong.status == 101);
  CHECK_THAT(wrong.said, Contains("`--build`: not a JSON object"));
  stds.dir.file("there/libsame-1.rlib", "damaged");
  const auto damaged = stds.compare({"--format", "in-toto"});
  CHECK(damaged.status == 101);
  CHECK(damaged.data.empty());
}

TEST_CASE("the reasons of a crate are in its files' part of the statement", "[verify]") {
  const Stds stds;
  stds.there("little", assembled("inlined-there"));
  stds.here("little", assembled("inlined-here"));
  const auto statement =
      json::parse(run({"compare", "--ours", "here", "--theirs", "there", "--format", "in-toto"}, stds.dir.path()).data);
  const auto& reasons = statement["predicate"]["files"][0]["reasons"];
  REQUIRE(reasons.size() == 1);
  CHECK(reasons[0] == json{{"kind", "inlined-version"},
                           {"about", "needle"},
                           {"there", "2.8.0"},
                           {"here", "2.7.6"},
                           {"text", "has code of needle 2.8.0 there, 2.7.6 here"}});
}

TEST_CASE("the folder for diffoscope has the pairs that differ, under the same names", "[verify]") {
  const Mixed stds;
  const auto outcome = stds.compare({"--diff-dir", "diff"});
  CHECK(outcome.status == 2);
  CHECK_THAT(outcome.data, Contains("3 crates"));
  const auto files = value_of(fs::list_recursively(stds.dir.path("diff")));
  CHECK(files == std::vector<fs::Path>{"a/libchanged.rlib", "a/libstd.so", "b/libchanged.rlib", "b/libstd.so"});
  CHECK(value_of(fs::read(stds.dir.path("diff/a/libchanged.rlib"))) == little());
  CHECK(value_of(fs::read(stds.dir.path("diff/b/libstd.so"))) == "two");
  // It takes nothing over that is there already.
  const auto again = stds.compare({"--diff-dir", "diff"});
  CHECK(again.status == 101);
  CHECK_THAT(again.said, Contains("diff` is not empty") && Contains("help: name a folder for `--diff-dir`"));
  REQUIRE(fs::create_directories(stds.dir.path("empty")));
  CHECK(stds.compare({"--diff-dir", "empty"}).status == 2);
  stds.dir.file("file", "");
  CHECK(stds.compare({"--diff-dir", "file"}).status == 101);
  CHECK(value_of(fs::list(stds.dir.path())) == std::vector<std::string>{"diff", "empty", "file", "here", "there"});
}

TEST_CASE("the page tells all, loads nothing and runs nothing", "[verify]") {
  const Mixed stds;
  const auto outcome = stds.compare({"--format", "html"});
  CHECK(outcome.status == 2);
  const auto& page = outcome.data;
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(page.ends_with("</html>\n"));
  CHECK_THAT(page, Contains("1 of 3 crates are identical"));
  CHECK_THAT(page, Contains("<a href=\"#crate-changed\">changed</a>") && Contains("id=\"crate-changed\""));
  CHECK_THAT(page, Contains("hello from little") && Contains("hullo from little"));
  CHECK_THAT(page, Contains("<p class=\"unknown\">No reason is known for"));
  CHECK_THAT(page, Contains("required") || Contains("Required of every crate</dt><dd>identical: not met"));
  for (const auto* forbidden : {"<script", "http:", "https:", "src=", "@import", "url(", "onload"})
    CHECK(count(page, forbidden) == 0);
  for (const auto* element : {"section", "table", "ul", "li", "details", "dl", "main", "header", "div", "td", "th"}) {
    CAPTURE(element);
    const auto opened = count(page, std::string("<") + element + ">") + count(page, std::string("<") + element + " ");
    CHECK(opened == count(page, std::string("</") + element + ">"));
  }
}

TEST_CASE("nothing from a file becomes markup", "[verify]") {
  const Stds stds;
  const auto hostile = replaced(little(), "hello from", "<b>&\"\x1b[0");
  stds.there("<i>", hostile);
  stds.here("<i>", little());
  const auto page = run({"compare", "--ours", "here", "--theirs", "there", "--format", "html"}, stds.dir.path()).data;
  CHECK(count(page, "<b>") == 0);
  CHECK(count(page, "<i>") == 0);
  CHECK(count(page, "\x1b") == 0);
}
