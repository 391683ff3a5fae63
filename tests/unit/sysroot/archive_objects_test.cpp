// SPDX-License-Identifier: MIT
#include "sysroot/archive_objects.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

using buildstd::sysroot::archive_objects;
using Pieces = std::vector<std::string_view>;

namespace {

std::string member(const std::string& name, const std::string& content) {
  auto text = fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n{}", name, 0, 0, 0, 644, content.size(), content);
  return text.size() % 2 == 0 ? text : text + "\n";
}

const std::string start = "!<arch>\n";

Pieces objects(const std::string& archive) {
  const auto found = archive_objects(archive);
  REQUIRE(found.has_value());
  return *found;
}

}  // namespace

TEST_CASE("the objects of an archive with GNU's names", "[sysroot][archive]") {
  const auto archive = start + member("/", "symbols") + member("//", "core-0123456789abcdef.core.cgu.0.rcgu.o/\n") +
                       member("lib.rmeta/", "metadata") + member("/0", "code") + member("short.o/", "more");
  CHECK(objects(archive) == Pieces{"code", "more"});
  CHECK(objects(start).empty());
}

TEST_CASE("the objects of an archive with BSD's names", "[sysroot][archive]") {
  const auto archive = start + member("#1/20", std::string("__.SYMDEF") + std::string(11, '\0') + "symbols") +
                       member("#1/8", "core.o" + std::string(2, '\0') + "code") + member("#1/9", "lib.rmetametadata");
  CHECK(objects(archive) == Pieces{"code"});
}

TEST_CASE("what is no whole archive is an error", "[sysroot][archive]") {
  CHECK(archive_objects("").error().message() == "it is no archive, or a damaged one");
  CHECK(archive_objects("\177ELF").error().message() == "it is no archive, or a damaged one");
  const auto whole = start + member("//", "aa.o/\n") + member("/0", "code");
  // Between members, what is there is an archive.
  for (std::size_t size = start.size() + 1; size < whole.size(); ++size) {
    const auto cut = archive_objects(std::string_view(whole).substr(0, size));
    if (size == start.size() + member("//", "aa.o/\n").size()) {
      CHECK(cut.has_value());
    } else {
      INFO(size);
      CHECK_FALSE(cut.has_value());
    }
  }
  CHECK(archive_objects(start + member("/0", "code")).error().message() == "a member's name is nowhere in the archive");
  for (const auto* name : {"/9", "/x", "/99999999999999999999", "#1/99", "#1/-1"}) {
    INFO(name);
    CHECK_FALSE(archive_objects(start + member("//", "a.o/\n") + member(name, "code")).has_value());
  }
}
