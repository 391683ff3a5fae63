// SPDX-License-Identifier: MIT
#include "buildstd/ops/emit.hpp"

#include "support/results.hpp"

using namespace buildstd;
using namespace buildstd::ops;
using namespace buildstd::testing;
using Catch::Matchers::Contains;

namespace {

struct Request {
  Selection selection;
  std::vector<TargetChoice> targets{1};

  Request() {
    selection.emit = {"obj", "metadata"};
    selection.artifact_dir = "out";
    targets.front().crates = StdCrates::core;
  }
  [[nodiscard]] Result<void> check() const { return check_emission(selection, targets); }
};

}  // namespace

TEST_CASE("what is emitted, and where", "[ops][emit]") {
  Request request;
  const auto both = emission(request.selection, "/w");
  REQUIRE(both.has_value());
  CHECK(both->directory == "/w/out");
  CHECK(both->object);
  CHECK(both->metadata);
  request.selection.emit = {"metadata"};
  CHECK_FALSE(emission(request.selection, "/w")->object);
  CHECK_FALSE(emission({}, "/w").has_value());
}

TEST_CASE("what cannot be emitted is refused before anything is built", "[ops][emit]") {
  const Request request;
  CHECK(request.check().has_value());
  auto two = request;
  two.targets.emplace_back();
  CHECK_THAT(message_of(two.check()), Contains("`--emit` is for one target"));
  auto never = request;
  never.targets.front().never = config::Origin();
  CHECK_THAT(message_of(never.check()), Contains("there is nothing to emit"));
  auto std = request;
  std.targets.front().crates = StdCrates::std;
  CHECK_THAT(message_of(std.check()), Contains("`--emit` is for core and alloc"));
  auto metadata = request;
  metadata.selection.metadata_only = true;
  CHECK_THAT(message_of(metadata.check()), Contains("needs code, not only metadata"));
  metadata.selection.emit.clear();
  CHECK(metadata.check().has_value());
}
