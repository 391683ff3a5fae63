// SPDX-License-Identifier: MIT
#include "buildstd/base/utf8.hpp"

#include "base/json.hpp"
#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

TEST_CASE("a path that is not UTF-8 is refused in so many words", "[base]") {
  require_success(check_utf8("/a b/\xc3\xa9", "the cache"));
  const auto message = message_of(check_utf8("/a/\xff", "the cache"));
  CHECK_THAT(message,
             Contains("error: the path of the cache is not valid UTF-8: `/a/\xef\xbf\xbd`") && Contains("help: "));
}

TEST_CASE("JSON that is nested too deep is none", "[base]") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_json(nested(100)).is_array());
  CHECK(parse_json(nested(200)).is_discarded());
  CHECK(parse_json(std::string(10'000'000, '[')).is_discarded());
  CHECK(parse_json("\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"").is_string());
  CHECK(parse_json(std::string(1000, ']')).is_discarded());
  std::string wide = "[0";
  for (int i = 0; i < 1000; ++i) wide += ",[]";
  CHECK(parse_json(wide + "]").size() == 1001);
  CHECK(parse_json("\"\\").is_discarded());
}
