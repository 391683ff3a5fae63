// SPDX-License-Identifier: MIT
#include "transfer/url.hpp"

#include "unit/transfer/units.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::transfer;
using Catch::Matchers::Contains;

TEST_CASE("names below an address", "[transfer]") {
  CHECK(below("http://host", "ac/1") == "http://host/ac/1");
  CHECK(below("http://host/", "ac/1") == "http://host/ac/1");
  CHECK(below("http://host:8080/team/cache", "cas/2") == "http://host:8080/team/cache/cas/2");
  CHECK(below("http://host/team/cache/", "cas/2") == "http://host/team/cache/cas/2");
  CHECK(below("https://host/c?sig=a%2Fb", "ac/1") == "https://host/c/ac/1?sig=a%2Fb");
  CHECK(below("http://host/c", "") == "http://host/c/");
}

TEST_CASE("what is secret in an address stands apart", "[transfer]") {
  const auto address = value_of(read_address("https://me:p%40ss@host/cache#part"));
  CHECK(address.url == "https://host/cache");
  CHECK(address.user == "me");
  CHECK(address.password == "p@ss");
  CHECK(value_of(read_address("http://host/cache")).user.empty());
  for (const auto* wrong : {"", "ftp://host/", "file:///etc/passwd", "host", "http://"}) {
    CHECK_THAT(message_of(read_address(wrong)), Contains("not an http or https URL"));
  }
}

TEST_CASE("redirects keep credentials at their origin", "[transfer]") {
  const auto same = [](const char* from, const char* to) { return value_of(follow(from, to)).same_origin; };
  CHECK(same("http://host/ac/1", "/other/1"));
  CHECK(same("http://host/ac/1", "http://HOST:80/1"));
  CHECK(same("https://host/ac/1", "https://host:443/1"));
  CHECK_FALSE(same("http://host/ac/1", "http://host:8080/1"));
  CHECK_FALSE(same("http://host/ac/1", "https://host/1"));
  CHECK_FALSE(same("http://host/ac/1", "http://sub.host/1"));
  CHECK_FALSE(same("http://host/ac/1", "//other/1"));
  CHECK(value_of(follow("http://host/a/b", "c?d=1#e")).url == "http://host/a/c?d=1");
  CHECK(value_of(follow("http://host/a", "http://me:secret@host/b")).url == "http://host/b");
}

TEST_CASE("redirects that are not followed", "[transfer]") {
  CHECK_THAT(message_of(follow("https://host/", "http://host/")), Contains("from https to http"));
  for (const auto* to : {"file:///etc/passwd", "ftp://host/", "gopher://host/", "http://"}) {
    CHECK_FALSE(follow("http://host/", to).has_value());
  }
}
