// SPDX-License-Identifier: MIT
#include "buildstd/config/builtin_dependencies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/config/settings.hpp"
#include "config/members.hpp"

// RFC 3875, "Proposal".
namespace buildstd::config {

namespace {

using fs::Path;

/// One entry of a dependency table that counts for the target.
struct Entry {
  std::string name;
  std::optional<StdCrates> builtin;
  std::optional<Path> manifest;  ///< of a path dependency; neither: from a registry or a repository
  bool optional = false;
  bool default_features = true;
  std::vector<std::string> features;
};

/// What a manifest says that matters here.
struct Package {
  std::vector<Entry> entries;
  std::map<std::string, std::vector<std::string>> features;
  bool is_explicit = false;  ///< some table of it has a builtin dependency
};

/// Reads one package's manifest for one target.
class PackageReader {
 public:
  /// @param root the workspace's root manifest, for what is inherited; may be the same
  PackageReader(const TomlDocument& document, const TomlDocument& root, const BuiltinRequest& request)
      : document_(document), root_(root), request_(request) {}

  Result<Package> read() {
    BUILDSTD_CHECK(read_tables(document_.root));
    if (const auto* const targets = document_.root["target"].as_table()) {
      for (const auto& [key, value] : *targets) {
        const auto selector = TargetSelector::parse(key.str());
        if (!selector) return refuse(value, selector.error().message(), "correct the table's key");
        if (!value.is_table() || !selector->matches(request_.target, request_.cfgs)) continue;
        BUILDSTD_CHECK(read_tables(*value.as_table()));
      }
    }
    BUILDSTD_CHECK(check_optional());
    if (const auto* const features = document_.root["features"].as_table()) {
      for (const auto& [name, value] : *features) package_.features[std::string(name.str())] = toml_strings(&value);
    }
    return std::move(package_);
  }

 private:
  [[nodiscard]] std::unexpected<Error> refuse(const toml::node& node, std::string reason, std::string cure) const {
    return fail(Error(fmt::format("failed to parse manifest at `{}`", document_.file.string()))
                    .caused_by(std::move(reason))
                    .at(document_.place(node))
                    .help(std::move(cure)));
  }

  Result<void> read_tables(const toml::table& parent) {
    BUILDSTD_CHECK(read_table(parent["dependencies"].as_table(), true));
    BUILDSTD_CHECK(read_table(parent["dev-dependencies"].as_table(), request_.for_tests));
    const auto* const for_scripts = parent["build-dependencies"].as_table();
    if (for_scripts == nullptr) return {};
    for (const auto& [name, value] : *for_scripts) {
      const auto* const details = value.as_table();
      if (details == nullptr || !details->contains("builtin")) continue;
      return refuse(value, fmt::format("build dependency `{}` cannot be builtin", name.str()),
                    "build scripts use the prebuilt standard library: remove it");
    }
    return {};
  }

  Result<void> read_table(const toml::table* table, bool counts) {
    if (table == nullptr) return {};
    for (const auto& [name, value] : *table) {
      BUILDSTD_TRY(auto entry, read_entry(std::string(name.str()), value));
      if (entry.builtin) package_.is_explicit = true;
      if (entry.builtin && entry.optional && !first_optional_) first_optional_ = &value;
      if (entry.builtin && !entry.optional) has_required_ = true;
      if (counts) package_.entries.push_back(std::move(entry));
    }
    return {};
  }

  Result<Entry> read_entry(std::string name, const toml::node& node) const {
    Entry entry;
    entry.name = std::move(name);
    const auto* const own = node.as_table();
    if (own == nullptr) return entry;
    // Inherited: what the workspace says, with features added and `optional` set here.
    const auto* details = own;
    auto base = document_.file.parent_path();
    if ((*own)["workspace"].value_exact<bool>().value_or(false)) {
      details = root_.root["workspace"]["dependencies"][entry.name].as_table();
      base = root_.file.parent_path();
    }
    for (const auto* const table : {details, own}) {
      if (table == nullptr) continue;
      entry.default_features = (*table)["default-features"].value_exact<bool>().value_or(entry.default_features);
      entry.optional = (*table)["optional"].value_exact<bool>().value_or(entry.optional);
      std::ranges::move(toml_strings(table->get("features")), std::back_inserter(entry.features));
      if (table == own) break;
    }
    if (details == nullptr) return entry;
    if (const auto path = (*details)["path"].value_exact<std::string>())
      entry.manifest = fs::absolute(*path, base) / "Cargo.toml";
    if (details->contains("builtin")) BUILDSTD_CHECK(read_builtin(*details, node, entry));
    return entry;
  }

  Result<void> read_builtin(const toml::table& details, const toml::node& node, Entry& entry) const {
    const auto& name = entry.name;
    if (!details["builtin"].value_exact<bool>().value_or(false))
      return refuse(node, fmt::format("`builtin` of dependency `{}` can only be `true`", name), "remove it");
    for (const std::string_view other : {"version", "registry", "path", "git", "package"}) {
      if (!details.contains(other)) continue;
      return refuse(node, fmt::format("dependency `{}` has both `builtin` and `{}`", name, other),
                    "remove one of them");
    }
    entry.builtin = parse_std_crates(name);
    if (!entry.builtin)
      return refuse(node, fmt::format("dependency `{}` cannot be builtin", name),
                    "builtin are `core`, `alloc` and `std`");
    if (!entry.features.empty() || !entry.default_features)
      return refuse(node, fmt::format("features of the builtin dependency `{}` cannot be chosen", name),
                    "remove them; `-Zunstable-options --std-features` adds some for the whole build");
    if (entry.optional && entry.builtin == StdCrates::core)
      return refuse(node, "the builtin dependency `core` cannot be optional", "remove `optional`");
    return {};
  }

  Result<void> check_optional() const {
    if (!first_optional_ || has_required_) return {};
    return refuse(*first_optional_, "all builtin dependencies are optional, so there may be none",
                  "add `core = { builtin = true }`");
  }

  const TomlDocument& document_;
  const TomlDocument& root_;
  const BuiltinRequest& request_;
  Package package_;
  const toml::node* first_optional_ = nullptr;
  bool has_required_ = false;
};

/// What a package's features enable of its dependencies.
class Enabled {
 public:
  explicit Enabled(const Package& package) : package_(package) {}

  // The Cargo book, "Features".
  void add(const std::string& feature) {
    if (!seen_.insert(feature).second) return;
    const auto values = package_.features.find(feature);
    if (values == package_.features.end()) {
      dependencies_.insert(feature);  // an optional dependency is a feature of its own name
      return;
    }
    for (const auto& value : values->second) add_value(value);
  }

  [[nodiscard]] bool has(const Entry& entry) const { return !entry.optional || dependencies_.contains(entry.name); }

  /// The features that a dependency is to have.
  [[nodiscard]] std::set<std::string> features_of(const Entry& entry) const {
    std::set<std::string> features(entry.features.begin(), entry.features.end());
    if (entry.default_features) features.insert("default");
    const auto [first, last] = requested_.equal_range(entry.name);
    for (auto at = first; at != last; ++at) features.insert(at->second);
    return features;
  }

 private:
  void add_value(const std::string& value) {
    if (value.starts_with("dep:")) {
      dependencies_.insert(value.substr(4));
      return;
    }
    const auto slash = value.find('/');
    if (slash == std::string::npos) return add(value);
    auto dependency = value.substr(0, slash);
    const bool is_weak = dependency.ends_with('?');
    if (is_weak) dependency.pop_back();
    if (!is_weak) dependencies_.insert(dependency);
    requested_.emplace(std::move(dependency), value.substr(slash + 1));
  }

  const Package& package_;
  std::set<std::string> seen_, dependencies_;
  std::multimap<std::string, std::string> requested_;
};

/// All packages that are reached, each with the features that somebody asks for.
class Graph {
 public:
  explicit Graph(const BuiltinRequest& request) : request_(request) {}

  Result<void> add(const Path& manifest, const std::set<std::string>& features) {
    wanted_.emplace_back(manifest, features);
    while (!wanted_.empty()) {
      const auto [next, asked] = std::move(wanted_.back());
      wanted_.pop_back();
      BUILDSTD_CHECK(visit(next, asked));
    }
    return {};
  }

  [[nodiscard]] BuiltinDependencies found() && {
    for (const auto& [manifest, node] : nodes_) found_.looked_at.push_back(manifest);
    return std::move(found_);
  }

 private:
  struct Node {
    Package package;
    std::set<std::string> features;
  };

  Result<void> visit(const Path& manifest, const std::set<std::string>& features) {
    auto at = nodes_.find(manifest);
    const bool is_new = at == nodes_.end();
    if (is_new) {
      BUILDSTD_TRY(auto package, read(manifest));
      at = nodes_.emplace(manifest, Node{std::move(package), {}}).first;
      found_.implicit |= !at->second.package.is_explicit;
    }
    auto& node = at->second;
    const auto before = node.features.size();
    node.features.insert(features.begin(), features.end());
    if (!is_new && node.features.size() == before) return {};
    Enabled enabled(node.package);
    for (const auto& feature : node.features) enabled.add(feature);
    for (const auto& entry : node.package.entries) {
      if (!enabled.has(entry)) continue;
      if (entry.builtin) found_.named = std::max(found_.named.value_or(StdCrates::core), *entry.builtin);
      if (entry.manifest) wanted_.emplace_back(*entry.manifest, enabled.features_of(entry));
      if (!entry.builtin && !entry.manifest) found_.implicit = true;
    }
    return {};
  }

  Result<Package> read(const Path& manifest) {
    BUILDSTD_TRY(const auto document, read_toml(manifest));
    BUILDSTD_TRY(const auto root, workspace_manifest(manifest.parent_path()));
    if (!root || *root == manifest) return PackageReader(document, document, request_).read();
    if (std::ranges::find(found_.looked_at, *root) == found_.looked_at.end()) found_.looked_at.push_back(*root);
    BUILDSTD_TRY(const auto root_document, read_toml(*root));
    return PackageReader(document, root_document, request_).read();
  }

  const BuiltinRequest& request_;
  std::map<Path, Node> nodes_;
  std::vector<std::pair<Path, std::set<std::string>>> wanted_;
  BuiltinDependencies found_;
};

}  // namespace

Result<BuiltinDependencies> builtin_dependencies(const std::filesystem::path& directory,
                                                 const BuiltinRequest& request) {
  BUILDSTD_TRY(const auto members, default_members(directory));
  Graph graph(request);
  for (const auto& manifest : members.manifests) BUILDSTD_CHECK(graph.add(manifest, {"default"}));
  auto found = std::move(graph).found();
  found.looked_at.insert(found.looked_at.end(), members.looked_in.begin(), members.looked_in.end());
  if (members.manifests.empty()) found.implicit = true;
  return found;
}

}  // namespace buildstd::config
