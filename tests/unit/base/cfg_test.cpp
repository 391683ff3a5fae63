// SPDX-License-Identifier: MIT
#include "buildstd/base/cfg.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace buildstd;

namespace {

const CfgSet linux_cfgs = {
    {"unix", {}}, {"target_os", "linux"}, {"target_family", "unix"}, {"target_env", "gnu"}, {"true", {}}};

bool matches(std::string_view text) {
  auto expression = CfgExpr::parse(text);
  REQUIRE(expression.has_value());
  return expression->matches(linux_cfgs);
}

std::string reason(std::string_view text) {
  auto expression = CfgExpr::parse(text);
  REQUIRE_FALSE(expression.has_value());
  return expression.error().message();
}

}  // namespace

TEST_CASE("cfg predicates follow cargo-platform's grammar", "[cfg]") {
  CHECK(matches("cfg(unix)"));
  CHECK_FALSE(matches("cfg(windows)"));
  CHECK(matches("cfg(all())"));
  CHECK_FALSE(matches("cfg(any())"));
  CHECK(matches("cfg(not(windows))"));
  CHECK(matches(R"(cfg(all(unix, target_os = "linux",)))"));
  CHECK(matches(R"(cfg(not(all(windows, target_env = "msvc", not(target_vendor = "uwp")))))"));
  CHECK(matches("cfg(true)"));
  CHECK_FALSE(matches("cfg(false)"));
  CHECK(matches("cfg(r#true)"));
  CHECK_FALSE(matches("cfg(r#false)"));
}

TEST_CASE("a malformed cfg predicate says what is wrong", "[cfg]") {
  CHECK(reason("cfg(all(unix)") == "failed to parse `all(unix` as a cfg expression: expected `,` or `)`");
  CHECK(reason("cfg(unix, windows)").find("unexpected content `, windows`") != std::string::npos);
  CHECK(reason("cfg(not(unix, windows))").find("exactly one") != std::string::npos);
  CHECK(reason("cfg(target_os = linux)").find("expected a string") != std::string::npos);
  CHECK(reason("cfg(target_os = \"linux)").find("unterminated string") != std::string::npos);
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "not(";
  CHECK(reason(deep).find("deeper than 128") != std::string::npos);
}

TEST_CASE("a target table's key is a triple or a predicate", "[cfg]") {
  CHECK(TargetSelector::parse("x86_64-unknown-linux-gnu")->matches("x86_64-unknown-linux-gnu", {}));
  CHECK_FALSE(TargetSelector::parse("x86_64-unknown-linux-gnu")->matches("aarch64-unknown-linux-gnu", {}));
  CHECK(TargetSelector::parse("cfg(unix)")->matches("anything", linux_cfgs));
  CHECK(TargetSelector::parse("cfg(unix)")->is_cfg());
  CHECK_FALSE(TargetSelector::parse("cfg(unix and windows)").has_value());
}
