// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/support.hpp"

#include "support/results.hpp"
#include "toolchain/specification.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::toolchain;
using Catch::Matchers::Contains;

namespace {

constexpr Support all_of_std{StdCrates::std, StdCrates::std};
constexpr Support core_by_default{StdCrates::core, StdCrates::alloc};

}  // namespace

TEST_CASE("what a target supports follows from metadata.std", "[toolchain][support]") {
  CHECK(read_specification(R"({"metadata": {"std": true}})").support == all_of_std);
  CHECK(read_specification(R"({"metadata": {"std": false}})").support == core_by_default);
  for (const auto* silent :
       {"{}", R"({"metadata": {}})", R"({"metadata": {"std": null}})", R"({"metadata": 7})", "7", ""})
    CHECK_FALSE(read_specification(silent).support);
}

TEST_CASE("the RFC's own field counts before metadata.std", "[toolchain][support]") {
  CHECK(read_specification(R"({"metadata": {"std": true},
    "standard-library-support": {"default": "core", "supported": "core, alloc"}})")
            .support == core_by_default);
}

TEST_CASE("support is shown as RFC 3874 shows it", "[toolchain][support]") {
  CHECK(support_text(core_by_default) == "default: core\nsupported: core, alloc\n");
  CHECK(support_text(all_of_std) == "default: std\nsupported: core, alloc, std\n");
  CHECK(support_json(core_by_default) == "{ \"default\": \"core\", \"supported\": [\"core\", \"alloc\"] }\n");
  CHECK(support_text(std::nullopt) == "default: none\nsupported: none\n");
  for (const auto& support : {std::optional(core_by_default), std::optional(all_of_std), std::optional<Support>()})
    CHECK(parse_support(support_json(support)) == support);
}

TEST_CASE("support that makes no sense is none", "[toolchain][support]") {
  for (const auto* text :
       {"", "[]", "{}", R"({"default": "core"})", R"({"default": "core", "supported": ["everything"]})",
        R"({"default": 1, "supported": [2]})"})
    CHECK_FALSE(parse_support(text));
  // More by default than is supported is not possible.
  CHECK(parse_support(R"({"default": "std", "supported": ["core", "alloc"]})") ==
        Support{StdCrates::alloc, StdCrates::alloc});
}

TEST_CASE("the summaries of all targets", "[toolchain][support]") {
  const auto all = value_of(parse_summaries(
      R"({"b": {"metadata": {"tier": 3, "description": "B", "host_tools": false, "std": false}}, "a": {}})"));
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "a");
  CHECK_FALSE(all[0].tier);
  CHECK(all[1].description == "B");
  CHECK(all[1].tier == 3U);
  CHECK(all[1].host_tools == false);
  CHECK(all[1].support == core_by_default);
  CHECK_THAT(message_of(parse_summaries("nonsense")), Contains("did not print its target specifications"));
}

TEST_CASE("what linking takes from a specification", "[toolchain][support]") {
  const auto specification = read_specification(R"({"crt-objects-fallback": "musl", "need-explicit-cpu": true,
    "pre-link-objects-fallback": {"static-pic-exe": ["rcrt1.o", "crti.o"], "odd": 7},
    "post-link-objects-fallback": {"static-pic-exe": ["crtn.o", 7]}})");
  CHECK(specification.crt_objects == "musl");
  CHECK(specification.needs_explicit_cpu);
  CHECK(specification.link_objects == std::set<std::string>{"rcrt1.o", "crti.o", "crtn.o"});
}
