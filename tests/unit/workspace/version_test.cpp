// SPDX-License-Identifier: MIT
#include "buildstd/workspace/version.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using workspace::Version;
using workspace::VersionRequirement;

namespace {

Version version(std::string_view text) { return value_of(Version::parse(text)); }

bool matches(std::string_view requirement, std::string_view candidate) {
  INFO(requirement << " against " << candidate);
  return value_of(VersionRequirement::parse(requirement)).matches(version(candidate));
}

}  // namespace

TEST_CASE("versions are three numbers, with what comes after them kept", "[workspace][version]") {
  const auto full = version("1.22.333-beta.2+wasi-snapshot-preview1");
  CHECK(full.major == 1);
  CHECK(full.minor == 22);
  CHECK(full.patch == 333);
  CHECK(full.pre == "beta.2");
  CHECK(full.build == "wasi-snapshot-preview1");
  CHECK(full.str() == "1.22.333-beta.2+wasi-snapshot-preview1");
  for (const char* wrong :
       {"", "1", "1.2", "1.2.3.4", "a.b.c", "1.2.x", "1.2.-3", " 1.2.3", "1.2.99999999999999999999"}) {
    INFO(wrong);
    CHECK_FALSE(Version::parse(wrong).has_value());
  }
}

TEST_CASE("versions are ordered as Semantic Versioning has it", "[workspace][version]") {
  const std::vector<std::string_view> ordered{"0.9.9",      "1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                              "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",
                                              "1.0.0",      "1.0.1",        "1.10.0",        "2.0.0"};
  for (std::size_t i = 0; i + 1 < ordered.size(); ++i) {
    INFO(ordered[i] << " < " << ordered[i + 1]);
    CHECK(version(ordered[i]) < version(ordered[i + 1]));
    CHECK(version(ordered[i + 1]) > version(ordered[i]));
  }
  CHECK(version("1.0.0+a") == version("1.0.0+b"));
}

TEST_CASE("caret requirements hold the first number that is not zero", "[workspace][version]") {
  CHECK(matches("1.2.3", "1.2.3"));
  CHECK(matches("1.2.3", "1.9.0"));
  CHECK_FALSE(matches("1.2.3", "1.2.2"));
  CHECK_FALSE(matches("^1.2.3", "2.0.0"));
  CHECK(matches("0.2.3", "0.2.9"));
  CHECK_FALSE(matches("0.2.3", "0.3.0"));
  CHECK(matches("0.0.3", "0.0.3"));
  CHECK_FALSE(matches("0.0.3", "0.0.4"));
  CHECK(matches("0.0", "0.0.9"));
  CHECK_FALSE(matches("0.0", "0.1.0"));
  CHECK(matches("0", "0.9.0"));
  CHECK_FALSE(matches("0", "1.0.0"));
  CHECK(matches("1", "1.99.0"));
}

TEST_CASE("tilde, wildcards and comparisons", "[workspace][version]") {
  CHECK(matches("~1.2.3", "1.2.9"));
  CHECK_FALSE(matches("~1.2.3", "1.3.0"));
  CHECK(matches("~1.2", "1.2.0"));
  CHECK_FALSE(matches("~1.2", "1.3.0"));
  CHECK(matches("~1", "1.9.0"));
  CHECK(matches("*", "0.0.1"));
  CHECK(matches("1.*", "1.5.0"));
  CHECK_FALSE(matches("1.*", "2.0.0"));
  CHECK(matches("1.2.*", "1.2.7"));
  CHECK_FALSE(matches("1.2.*", "1.3.0"));
  CHECK(matches("=1.2.3", "1.2.3+any"));
  CHECK_FALSE(matches("=1.2.3", "1.2.4"));
  CHECK(matches("=1.2", "1.2.4"));
  CHECK(matches(">1.2.3", "1.2.4"));
  CHECK_FALSE(matches(">1.2.3", "1.2.3"));
  CHECK_FALSE(matches(">1.2", "1.2.9"));
  CHECK(matches(">=1.2", "1.2.0"));
  CHECK(matches("<1.2.3", "1.2.2"));
  CHECK_FALSE(matches("<1.2.3", "1.2.3"));
  CHECK(matches("<=1.2.3", "1.2.3"));
  CHECK(matches("<=1.2", "1.2.9"));
  CHECK_FALSE(matches("<=1.2.3", "1.2.4"));
  CHECK(matches(">=1.2, <1.5", "1.4.9"));
  CHECK_FALSE(matches(">= 1.2 , < 1.5", "1.5.0"));
}

TEST_CASE("previews match only requirements that name a preview of the same version", "[workspace][version]") {
  CHECK_FALSE(matches("1.0", "1.1.0-alpha"));
  CHECK_FALSE(matches("^1.2.3", "2.0.0-alpha"));
  CHECK_FALSE(matches("*", "1.0.0-alpha"));
  CHECK(matches("1.0.0-alpha.1", "1.0.0-alpha.2"));
  CHECK(matches("1.0.0-alpha.1", "1.0.0"));
  CHECK_FALSE(matches("1.0.0-alpha.1", "1.0.0-alpha.0"));
  CHECK_FALSE(matches("1.0.0-alpha", "1.0.1-alpha"));
  CHECK(matches("=1.0.0-alpha", "1.0.0-alpha"));
  CHECK_FALSE(matches("=1.0.0-alpha", "1.0.0-beta"));
  CHECK(matches(">1.0.0-alpha", "1.0.0-beta"));
  CHECK_FALSE(matches(">1.0.0-alpha", "1.0.0-alpha"));
  CHECK_FALSE(matches("<=1.0.0-beta", "1.0.0"));
}

TEST_CASE("requirements that are none name what they are", "[workspace][version]") {
  for (const char* wrong : {"", "abc", "1.2.3.4", ">", "^", "1.2,", ">=1.2 <1.5", "=>1"}) {
    INFO(wrong);
    const auto parsed = VersionRequirement::parse(wrong);
    CHECK_THAT(message_of(parsed), Catch::Matchers::Contains("is not a valid version"));
  }
}

TEST_CASE("no requirement at all matches everything", "[workspace][version]") {
  CHECK(VersionRequirement().matches(version("7.8.9")));
}
