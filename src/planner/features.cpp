// SPDX-License-Identifier: MIT
#include "planner/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using workspace::Dependency;
using workspace::Package;

class FeatureResolver {
 public:
  explicit FeatureResolver(const workspace::Workspace& workspace) : workspace_(workspace) {}

  Result<Activations> resolve(std::size_t root, const std::set<std::string>& features) {
    BUILDSTD_CHECK(activate_package(root));
    for (const auto& feature : features) {
      const auto& package = workspace_.members[root].package;
      if (package && !package->features.contains(feature)) return fail(unknown_feature(*package, feature));
      BUILDSTD_CHECK(activate_feature(root, feature));
    }
    return std::move(activations_);
  }

 private:
  static Error unknown_feature(const Package& package, const std::string& feature) {
    std::vector<std::string> known;
    for (const auto& [name, values] : package.features) known.push_back(name);
    auto error =
        Error(fmt::format("the standard library of this toolchain has no feature `{}`", text::printable(feature)));
    for (const auto& near : text::nearest(feature, known))
      error = std::move(error).help(fmt::format("a feature with a similar name exists: `{}`", near));
    return std::move(error).help(fmt::format("its features are: {}", text::join(known, ", ")));
  }

  [[nodiscard]] const Package* package(std::size_t index) const {
    const auto& member = workspace_.members[index];
    return member.package ? &*member.package : nullptr;
  }

  // Activates what a package always has: its dependencies that are not optional.
  Result<void> activate_package(std::size_t index) {
    if (!activations_.try_emplace(index).second) return {};
    const auto* const manifest = package(index);
    if (manifest == nullptr) return {};
    for (const auto& dependency : manifest->dependencies) {
      if (!dependency.optional) BUILDSTD_CHECK(activate_dependency(index, dependency));
    }
    return {};
  }

  Result<void> activate_dependency(std::size_t owner, const Dependency& dependency) {
    BUILDSTD_TRY(const auto index, workspace_.resolve(owner, dependency));
    BUILDSTD_CHECK(activate_package(index));
    const auto* const manifest = package(index);
    if (dependency.default_features && manifest != nullptr && manifest->features.contains("default"))
      BUILDSTD_CHECK(activate_feature(index, "default"));
    for (const auto& feature : dependency.features) BUILDSTD_CHECK(activate_feature(index, feature));
    return {};
  }

  // All entries of that name: one dependency may stand in several targets' tables.
  Result<void> activate_named(std::size_t owner, const std::string& name) {
    if (!activations_[owner].dependencies.insert(name).second) return {};
    for (const auto& dependency : package(owner)->dependencies) {
      if (dependency.name == name && dependency.optional) BUILDSTD_CHECK(activate_dependency(owner, dependency));
    }
    for (const auto& feature : std::exchange(deferred_[{owner, name}], {}))
      BUILDSTD_CHECK(activate_on_dependency(owner, name, feature));
    return {};
  }

  Result<void> activate_on_dependency(std::size_t owner, const std::string& name, const std::string& feature) {
    for (const auto& dependency : package(owner)->dependencies) {
      if (dependency.name != name) continue;
      BUILDSTD_TRY(const auto index, workspace_.resolve(owner, dependency));
      BUILDSTD_CHECK(activate_feature(index, feature));
    }
    return {};
  }

  Result<void> activate_feature(std::size_t index, const std::string& feature) {
    if (!activations_[index].features.insert(feature).second) return {};
    const auto* const manifest = package(index);
    if (manifest == nullptr) return {};
    const auto values = manifest->features.find(feature);
    if (values == manifest->features.end()) return {};  // Cargo has checked the manifests before they shipped
    for (const auto& value : values->second) BUILDSTD_CHECK(activate_value(index, value));
    return {};
  }

  Result<void> activate_value(std::size_t index, const std::string& value) {
    const auto [name, feature, weak] = workspace::parse_feature_value(value);
    if (name.empty()) return activate_feature(index, feature);
    if (feature.empty()) return activate_named(index, name);
    const bool optional = std::ranges::any_of(package(index)->dependencies, [&](const auto& dependency) {
      return dependency.name == name && dependency.optional;
    });
    if (optional && weak && !activations_[index].dependencies.contains(name)) {
      deferred_[{index, name}].insert(feature);
      return {};
    }
    if (optional && !weak) {
      BUILDSTD_CHECK(activate_named(index, name));
      if (package(index)->features.contains(name)) BUILDSTD_CHECK(activate_feature(index, name));
    }
    return activate_on_dependency(index, name, feature);
  }

  const workspace::Workspace& workspace_;
  Activations activations_;
  std::map<std::pair<std::size_t, std::string>, std::set<std::string>>
      deferred_;  // `name?/feature` while `name` is off
};

}  // namespace

Result<Activations> resolve_features(const workspace::Workspace& workspace, std::size_t root,
                                     const std::set<std::string>& features) {
  return FeatureResolver(workspace).resolve(root, features);
}

}  // namespace buildstd::planner
