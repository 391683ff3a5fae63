// SPDX-License-Identifier: MIT
#include "planner/features.hpp"

#include "unit/planner/world.hpp"

using namespace buildstd;
using namespace buildstd::testing;
using namespace buildstd::planner;
using buildstd::planner::testing::World;
using Catch::Matchers::Contains;
using Names = std::set<std::string>;

namespace {

Activations resolve(const World& world, const Names& features = {}) {
  return value_of(resolve_features(world.workspace, world.index("root"), features));
}

Names features_of(const World& world, const Activations& activations, std::string_view name,
                  std::string_view version = "") {
  const auto found = activations.find(world.index(name, version));
  return found == activations.end() ? Names{"(not needed)"} : found->second.features;
}

/// A root with one optional dependency `dep`, which has a feature `extra`.
World optional_world(std::map<std::string, std::vector<std::string>> features) {
  World world;
  world.add("root");
  world.add("dep", "1.0.0", false).features = {{"extra", {}}, {"default", {"basic"}}, {"basic", {}}};
  world.depend("root", "dep").optional = true;
  world.package("root").features = std::move(features);
  return world;
}

}  // namespace

TEST_CASE("optional dependencies stay away until a feature asks", "[planner][features]") {
  const auto world = optional_world({{"on", {"dep:dep"}}});
  CHECK_FALSE(resolve(world).contains(world.index("dep")));
  const auto on = resolve(world, {"on"});
  CHECK(features_of(world, on, "dep") == Names{"basic", "default"});
  CHECK(on.at(world.index("root")).dependencies == Names{"dep"});
  CHECK(features_of(world, on, "root") == Names{"on"});
}

TEST_CASE("`dep/feature` turns the dependency on, `dep?/feature` does not", "[planner][features]") {
  const auto world =
      optional_world({{"strong", {"dep/extra"}}, {"weak", {"dep?/extra"}}, {"on", {"dep:dep"}}, {"dep", {"dep:dep"}}});
  CHECK(features_of(world, resolve(world, {"strong"}), "dep") == Names{"basic", "default", "extra"});
  CHECK(features_of(world, resolve(world, {"strong"}), "root") == Names{"dep", "strong"});
  CHECK_FALSE(resolve(world, {"weak"}).contains(world.index("dep")));
  // In either order: a set is resolved alphabetically, so `on` comes before `weak` and after `a-weak`.
  CHECK(features_of(world, resolve(world, {"weak", "on"}), "dep") == Names{"basic", "default", "extra"});
  const auto reversed = optional_world({{"a-weak", {"dep?/extra"}}, {"on", {"dep:dep"}}});
  CHECK(features_of(reversed, resolve(reversed, {"a-weak", "on"}), "dep") == Names{"basic", "default", "extra"});
}

TEST_CASE("`dep/feature` adds no feature of the dependency's name where `dep:` hides it", "[planner][features]") {
  const auto world = optional_world({{"strong", {"dep/extra"}}, {"hides", {"dep:dep"}}});
  CHECK(features_of(world, resolve(world, {"strong"}), "root") == Names{"strong"});
}

TEST_CASE("default features can be left out, and features of an entry are asked for", "[planner][features]") {
  auto world = optional_world({});
  auto& dependency = world.package("root").dependencies.front();
  dependency.optional = false;
  dependency.default_features = false;
  dependency.features = {"extra"};
  CHECK(features_of(world, resolve(world), "dep") == Names{"extra"});
}

TEST_CASE("renamed dependencies are asked for by their new name", "[planner][features]") {
  World world;
  world.add("root");
  world.add("real", "1.0.0", false).features = {{"extra", {}}};
  auto& dependency = world.depend("root", "real");
  dependency.name = "alias";
  dependency.optional = true;
  world.package("root").features = {{"on", {"alias/extra"}}};
  const auto on = resolve(world, {"on"});
  CHECK(features_of(world, on, "real") == Names{"extra"});
  CHECK(on.at(world.index("root")).dependencies == Names{"alias"});
}

TEST_CASE("two versions of one package have features of their own", "[planner][features]") {
  World world;
  world.add("root");
  for (const auto* version : {"0.11.1", "0.14.4"})
    world.add("wasi", version, false).features = {{"old", {}}, {"new", {}}};
  world.depend("root", "wasi", "0.11", "0.11.1").features = {"old"};
  auto& second = world.depend("root", "wasi", "0.14", "0.14.4");
  second.name = "wasip2";
  second.features = {"new"};
  const auto activations = resolve(world);
  CHECK(features_of(world, activations, "wasi", "0.11.1") == Names{"old"});
  CHECK(features_of(world, activations, "wasi", "0.14.4") == Names{"new"});
}

TEST_CASE("resolver 1 joins features over inactive targets, host and build dependencies", "[planner][features]") {
  World world;
  world.add("root");
  world.add("dep", "1.0.0", false).features = {{"a", {}}, {"b", {}}, {"c", {}}};
  world.depend("root", "dep").features = {"a"};
  auto& windows = world.depend("root", "dep");
  windows.features = {"b"};
  windows.target = value_of(TargetSelector::parse("cfg(windows)"));
  auto& build = world.depend("root", "dep");
  build.features = {"c"};
  build.kind = workspace::DependencyKind::build;
  CHECK(features_of(world, resolve(world), "dep") == Names{"a", "b", "c"});
}

TEST_CASE("features in a circle end", "[planner][features]") {
  auto world = optional_world({{"a", {"b"}}, {"b", {"a", "dep/extra"}}});
  CHECK(features_of(world, resolve(world, {"a"}), "root") == Names{"a", "b"});
}

TEST_CASE("packages that are absent are no error until they are needed", "[planner][features]") {
  auto world = optional_world({{"on", {"dep/extra"}}});
  world.workspace.members[world.index("dep")] = {std::nullopt, Error("absent"), {}};
  CHECK(features_of(world, resolve(world, {"on"}), "dep") == Names{"extra"});
}

TEST_CASE("an unknown feature of std names those that are near, and all", "[planner][features]") {
  const auto world = optional_world({{"optimize_for_size", {}}, {"backtrace", {}}});
  const auto message = message_of(resolve_features(world.workspace, world.index("root"), {"backtrase"}));
  CHECK_THAT(message, Contains("has no feature `backtrase`"));
  CHECK_THAT(message, Contains("help: a feature with a similar name exists: `backtrace`"));
  CHECK_THAT(message, Contains("help: its features are: backtrace, optimize_for_size"));
  const auto hostile = message_of(resolve_features(world.workspace, world.index("root"), {"x\x1b[2J"}));
  CHECK(hostile.find('\x1b') == std::string::npos);
}

TEST_CASE("a manifest that the lock file does not cover", "[planner][features]") {
  World world;
  world.add("root");
  world.add("dep");
  world.depend("root", "dep", "2.0");
  CHECK_THAT(message_of(resolve_features(world.workspace, world.index("root"), {})),
             Contains("does not cover dependency `dep` of `root`"));
}
