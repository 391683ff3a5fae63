// SPDX-License-Identifier: MIT
#include "base/archive.hpp"

#include <catch2/catch.hpp>

using namespace buildstd;

TEST_CASE("an archive that is made has the members that it was made of, by short names and long ones", "[base]") {
  const std::vector<std::pair<std::string, std::string_view>> members = {
      {"a.o", "odd"}, {"45c91108d938afe8-absvdi2.o", "even"}, {"45c91108d938afe8-addvdi3.o", ""}};
  const auto archive = make_archive(members);
  std::vector<std::pair<std::string, std::string_view>> found;
  ArchiveWalk walk(archive);
  ArchiveNames names;
  while (auto member = walk.next()) {
    const auto name = names.take(*member);
    REQUIRE(name);
    if (*name != "/")  // the table of long names
      found.emplace_back(*name, member->content);
  }
  CHECK(walk.fault() == ArchiveWalk::Fault::none);
  CHECK(found == members);
}
