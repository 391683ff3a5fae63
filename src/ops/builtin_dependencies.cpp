// SPDX-License-Identifier: MIT
#include "ops/builtin_dependencies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "buildstd/config/settings.hpp"
#include "buildstd/workspace/manifest.hpp"

// RFC 3875, "Proposal".
namespace buildstd::ops {

namespace {

using std::filesystem::path;
using workspace::Dependency;
using workspace::DependencyKind;
using workspace::Package;

std::unexpected<Error> refuse(const Package& package, const Place& place, std::string reason, std::string cure) {
  return fail(Error(fmt::format("failed to parse manifest at `{}`", package.manifest.string()))
                  .caused_by(std::move(reason))
                  .at(place)
                  .help(std::move(cure)));
}

Result<void> check(const Package& package, const Dependency& dependency) {
  const auto crate = parse_std_crates(dependency.name);
  if (!crate)
    return refuse(package, dependency.place, fmt::format("dependency `{}` cannot be builtin", dependency.name),
                  "builtin are `core`, `alloc` and `std`");
  if (dependency.kind == DependencyKind::build)
    return refuse(package, dependency.place, fmt::format("build dependency `{}` cannot be builtin", dependency.name),
                  "build scripts use the prebuilt standard library: remove it");
  if (!dependency.features.empty() || !dependency.default_features)
    return refuse(package, dependency.place,
                  fmt::format("features of the builtin dependency `{}` cannot be chosen", dependency.name),
                  "remove them; `-Zunstable-options --std-features` adds some for the whole build");
  if (dependency.optional && crate == StdCrates::core)
    return refuse(package, dependency.place, "the builtin dependency `core` cannot be optional", "remove `optional`");
  return {};
}

/// What a package's features enable of its dependencies.
class Enabled {
 public:
  explicit Enabled(const Package& package) : package_(package) {}

  void add(const std::string& feature) {
    if (!seen_.insert(feature).second) return;
    const auto values = package_.features.find(feature);
    if (values == package_.features.end()) return;
    for (const auto& text : values->second) {
      const auto value = workspace::parse_feature_value(text);
      if (value.dependency.empty()) {
        add(value.feature);
        continue;
      }
      if (!value.weak) dependencies_.insert(value.dependency);
      if (!value.feature.empty()) requested_.emplace(value.dependency, value.feature);
    }
  }

  [[nodiscard]] bool has(const Dependency& dependency) const {
    return !dependency.optional || dependencies_.contains(dependency.name);
  }

  /// The features that a dependency is to have.
  [[nodiscard]] std::set<std::string> features_of(const Dependency& dependency) const {
    std::set<std::string> features(dependency.features.begin(), dependency.features.end());
    if (dependency.default_features) features.insert("default");
    const auto [first, last] = requested_.equal_range(dependency.name);
    for (auto at = first; at != last; ++at) features.insert(at->second);
    return features;
  }

 private:
  const Package& package_;
  std::set<std::string> seen_, dependencies_;
  std::multimap<std::string, std::string> requested_;
};

/// All packages that are reached, each with the features that somebody asks for.
class Graph {
 public:
  explicit Graph(const BuiltinRequest& request) : request_(request) {}

  Result<void> add(const path& manifest) {
    wanted_.emplace_back(manifest, std::set<std::string>{"default"});
    while (!wanted_.empty()) {
      const auto [next, features] = std::move(wanted_.back());
      wanted_.pop_back();
      BUILDSTD_CHECK(visit(next, features));
    }
    return {};
  }

  [[nodiscard]] BuiltinDependencies found() && { return std::move(found_); }

 private:
  struct Node {
    Package package;
    std::set<std::string> features;
  };

  Result<void> visit(const path& manifest, const std::set<std::string>& features) {
    auto at = nodes_.find(manifest);
    const bool is_new = at == nodes_.end();
    if (is_new) {
      BUILDSTD_TRY(auto package, read(manifest));
      at = nodes_.emplace(manifest, Node{std::move(package), {}}).first;
    }
    auto& node = at->second;
    const auto before = node.features.size();
    node.features.insert(features.begin(), features.end());
    if (is_new || node.features.size() > before) follow(node);
    return {};
  }

  void follow(const Node& node) {
    Enabled enabled(node.package);
    for (const auto& feature : node.features) enabled.add(feature);
    for (const auto& dependency : node.package.dependencies) {
      const bool counts = dependency.kind == DependencyKind::normal ||
                          (dependency.kind == DependencyKind::development && request_.for_tests);
      if (!counts || !enabled.has(dependency)) continue;
      if (dependency.builtin) {
        found_.named = std::max(found_.named.value_or(StdCrates::core), *parse_std_crates(dependency.name));
      } else if (dependency.path) {
        wanted_.emplace_back(*dependency.path / "Cargo.toml", enabled.features_of(dependency));
      } else {
        found_.implicit = true;
      }
    }
  }

  // Without what is for other targets, as if it were not written.
  Result<Package> read(const path& manifest) {
    BUILDSTD_TRY(const auto root, config::workspace_manifest(manifest.parent_path()));
    BUILDSTD_TRY(auto package, workspace::read_user_manifest(manifest, root.value_or(manifest)));
    found_.looked_at.push_back(manifest);
    if (root) found_.looked_at.push_back(*root);
    std::erase_if(package.dependencies, [&](const auto& dependency) {
      return dependency.target && !dependency.target->matches(request_.target, request_.cfgs);
    });
    const Dependency* optional = nullptr;
    bool has_required = false;
    for (const auto& dependency : package.dependencies) {
      if (!dependency.builtin) continue;
      BUILDSTD_CHECK(check(package, dependency));
      if (!dependency.optional) has_required = true;
      if (dependency.optional && optional == nullptr) optional = &dependency;
    }
    if (optional != nullptr && !has_required)
      return refuse(package, optional->place, "all builtin dependencies are optional, so there may be none",
                    "add `core = { builtin = true }`");
    if (!has_required) found_.implicit = true;
    return package;
  }

  const BuiltinRequest& request_;
  std::map<path, Node> nodes_;
  std::vector<std::pair<path, std::set<std::string>>> wanted_;
  BuiltinDependencies found_;
};

}  // namespace

Result<BuiltinDependencies> builtin_dependencies(const std::filesystem::path& directory,
                                                 const BuiltinRequest& request) {
  BUILDSTD_TRY(const auto members, config::default_members(directory));
  Graph graph(request);
  for (const auto& manifest : members.manifests) BUILDSTD_CHECK(graph.add(manifest));
  auto found = std::move(graph).found();
  found.looked_at.insert(found.looked_at.end(), members.looked_in.begin(), members.looked_in.end());
  if (members.manifests.empty()) found.implicit = true;
  return found;
}

}  // namespace buildstd::ops
