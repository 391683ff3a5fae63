// SPDX-License-Identifier: MIT
#include "buildstd/workspace/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/toml.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "workspace/inheritance.hpp"

namespace buildstd::workspace {

namespace {

/// Reads one Cargo.toml into a Package. Only what the build of a library depends on is checked; Cargo has
/// accepted these files before they were shipped.
class ManifestReader {
 public:
  ManifestReader(const TomlDocument& document, const Inheritance* inheritance, Owner owner)
      : document_(document), inheritance_(inheritance), owner_(owner) {}

  Result<Package> read() {
    package_.manifest = document_.file;
    const auto* table = document_.root["package"].as_table();
    if (table == nullptr) return error("it has no [package]", document_.root);
    BUILDSTD_CHECK(read_identity(*table));
    read_metadata(*table);
    read_targets(*table);
    BUILDSTD_CHECK(read_dependencies());
    read_features();
    BUILDSTD_CHECK(read_lints());
    const auto unstable = toml_strings(document_.root.get("cargo-features"));
    package_.public_dependency = std::ranges::find(unstable, "public-dependency") != unstable.end();
    return std::move(package_);
  }

 private:
  [[nodiscard]] std::unexpected<Error> error(std::string reason, const toml::node& node,
                                             std::string cure = "correct the manifest") const {
    if (owner_ == Owner::toolchain) cure = "these are the toolchain's own sources: reinstall them";
    return fail(Error(fmt::format("failed to parse manifest at `{}`", document_.file.string()))
                    .caused_by(std::move(reason))
                    .at(document_.place(node))
                    .help(std::move(cure)));
  }

  // `key = …`, or what the workspace says for `key.workspace = true`.
  [[nodiscard]] const toml::node* inherited(const toml::table& table, std::string_view key) const {
    const auto* node = table.get(key);
    const auto* nested = node == nullptr ? nullptr : node->as_table();
    if (nested == nullptr || inheritance_ == nullptr || !(*nested)["workspace"].value_exact<bool>().value_or(false))
      return node;
    return inheritance_->find("package", key);
  }

  [[nodiscard]] std::string text(const toml::table& table, std::string_view key) const {
    const auto* node = inherited(table, key);
    return node == nullptr ? std::string() : node->value_or(std::string());
  }

  Result<void> read_identity(const toml::table& table) {
    package_.name = text(table, "name");
    if (package_.name.empty()) return error("the package has no name", table);
    const auto written = text(table, "version");
    auto version = Version::parse(written.empty() ? "0.0.0" : written);
    if (!version) return error(version.error().message(), table);
    package_.version = *std::move(version);
    if (auto edition = text(table, "edition"); !edition.empty()) package_.edition = std::move(edition);
    package_.links = table["links"].value_exact<std::string>();
    return {};
  }

  void read_metadata(const toml::table& table) {
    auto& metadata = package_.metadata;
    metadata.authors = toml_strings(inherited(table, "authors"));
    metadata.description = text(table, "description");
    metadata.homepage = text(table, "homepage");
    metadata.repository = text(table, "repository");
    metadata.license = text(table, "license");
    metadata.license_file = text(table, "license-file");
    metadata.rust_version = text(table, "rust-version");
    metadata.readme = text(table, "readme");
    if (table.get("readme") != nullptr) return;
    for (const auto* name : {"README.md", "README.txt", "README"}) {  // Cargo: default_readme_from_package_root
      if (!fs::is_file(package_.root() / name)) continue;
      metadata.readme = name;
      break;
    }
  }

  void read_targets(const toml::table& table) {
    const auto* library = document_.root["lib"].as_table();
    const auto source = library == nullptr ? std::string() : (*library)["path"].value_or(std::string());
    const auto path = fs::absolute(source.empty() ? "src/lib.rs" : source, package_.root());
    if (library != nullptr || fs::is_file(path)) {
      Library target{text::replace_all(package_.name, "-", "_"), path, {"lib"}};
      if (library != nullptr) {
        target.crate_name = (*library)["name"].value_or(target.crate_name);
        const auto* types = library->get(library->contains("crate-type") ? "crate-type" : "crate_type");
        if (types != nullptr) target.crate_types = toml_strings(types);
      }
      package_.library = std::move(target);
    }
    const auto* build = table.get("build");
    const auto script =
        fs::absolute(build == nullptr ? "build.rs" : build->value_or(std::string("build.rs")), package_.root());
    const bool disabled = build != nullptr && build->is_boolean() && !build->value_or(true);
    if (!disabled && (build != nullptr || fs::is_file(script))) package_.build_script = script;
  }

  Result<void> read_dependencies() {
    BUILDSTD_CHECK(read_dependency_tables(document_.root, std::nullopt));
    const auto* targets = document_.root["target"].as_table();
    if (targets == nullptr) return {};
    for (const auto& [key, value] : *targets) {
      auto selector = TargetSelector::parse(key.str());
      if (!selector) return error(selector.error().message(), value, "correct the table's key");
      if (value.is_table()) BUILDSTD_CHECK(read_dependency_tables(*value.as_table(), *selector));
    }
    return {};
  }

  Result<void> read_dependency_tables(const toml::table& parent, const std::optional<TargetSelector>& target) {
    struct Kind {
      std::string_view table;
      DependencyKind kind;
    };
    constexpr Kind kinds[] = {{"dependencies", DependencyKind::normal},
                              {"build-dependencies", DependencyKind::build},
                              {"dev-dependencies", DependencyKind::development}};
    for (const auto& [table, kind] : kinds) {
      if (kind == DependencyKind::development && owner_ == Owner::toolchain) continue;
      const auto* entries = parent[table].as_table();
      if (entries == nullptr) continue;
      for (const auto& [name, value] : *entries) {
        BUILDSTD_TRY(auto dependency, read_dependency(name.str(), value));
        dependency.kind = kind;
        dependency.target = target;
        package_.dependencies.push_back(std::move(dependency));
      }
    }
    return {};
  }

  Result<Dependency> read_dependency(std::string_view name, const toml::node& node) {
    Dependency dependency;
    dependency.name = name;
    dependency.package = name;
    dependency.place = document_.place(node);
    const auto* table = node.as_table();
    if (table != nullptr && (*table)["workspace"].value_exact<bool>().value_or(false)) {
      const auto* shared = inheritance_ == nullptr ? nullptr : inheritance_->find("dependencies", name);
      if (shared == nullptr)
        return error(fmt::format("dependency `{}` is not in [workspace.dependencies]", name), node);
      BUILDSTD_CHECK(read_details(*shared, inheritance_->root.file.parent_path(), dependency));
    }
    BUILDSTD_CHECK(read_details(node, package_.root(), dependency));
    return dependency;
  }

  Result<void> read_details(const toml::node& node, const std::filesystem::path& base, Dependency& dependency) {
    const auto* table = node.as_table();
    auto requirement = node.value_exact<std::string>();
    if (table != nullptr) {
      requirement = (*table)["version"].value_exact<std::string>();
      dependency.package = (*table)["package"].value_or(dependency.package);
      dependency.optional = (*table)["optional"].value_or(dependency.optional);
      dependency.is_public = (*table)["public"].value_exact<bool>().value_or(dependency.is_public);
      dependency.default_features =
          (*table)["default-features"].value_exact<bool>().value_or(dependency.default_features);
      if (const auto path = (*table)["path"].value_exact<std::string>()) dependency.path = fs::absolute(*path, base);
      for (auto& feature : toml_strings(table->get("features"))) dependency.features.push_back(std::move(feature));
      if (table->contains("builtin")) BUILDSTD_CHECK(read_builtin(*table, dependency));
    }
    if (!requirement) return {};
    auto parsed = VersionRequirement::parse(*requirement);
    if (!parsed) return error(parsed.error().message(), node);
    dependency.requirement = *std::move(parsed);
    return {};
  }

  // RFC 3875, "Proposal".
  Result<void> read_builtin(const toml::table& details, Dependency& dependency) const {
    const auto& name = dependency.name;
    dependency.builtin = details["builtin"].value_exact<bool>().value_or(false);
    if (!dependency.builtin)
      return error(fmt::format("`builtin` of dependency `{}` can only be `true`", name), details, "remove it");
    for (const std::string_view other : {"version", "registry", "path", "git", "package"}) {
      if (!details.contains(other)) continue;
      return error(fmt::format("dependency `{}` has both `builtin` and `{}`", name, other), details,
                   "remove one of them");
    }
    return {};
  }

  void read_features() {
    std::set<std::string> hidden;  // named as `dep:NAME`: no feature of that name springs up by itself
    if (const auto* table = document_.root["features"].as_table()) {
      for (const auto& [name, value] : *table) {
        auto& values = package_.features[std::string(name.str())];
        values = toml_strings(&value);
        for (const auto& entry : values) {
          if (const auto parsed = parse_feature_value(entry); parsed.feature.empty()) hidden.insert(parsed.dependency);
        }
      }
    }
    for (const auto& dependency : package_.dependencies) {
      if (dependency.optional && !hidden.contains(dependency.name))
        package_.features.try_emplace(dependency.name, std::vector{"dep:" + dependency.name});
    }
  }

  Result<void> read_lints() {
    const auto* lints = document_.root["lints"].as_table();
    if (lints == nullptr) return {};
    if ((*lints)["workspace"].value_exact<bool>().value_or(false)) {
      if (inheritance_ == nullptr) return error("it inherits [lints] but is in no workspace", *lints);
      lints = inheritance_->root.root["workspace"]["lints"].as_table();
      if (lints == nullptr) return {};
    }
    for (const auto& [tool, table] : *lints) {
      if (!table.is_table() || tool.str() == "cargo") continue;
      for (const auto& [name, value] : *table.as_table()) read_lint(tool.str(), name.str(), value);
    }
    return {};
  }

  void read_lint(std::string_view tool, std::string_view name, const toml::node& value) {
    Lint lint{std::string(tool), std::string(name), value.value_or(std::string()), 0};
    if (const auto* table = value.as_table()) {
      lint.level = (*table)["level"].value_or(std::string());
      lint.priority = (*table)["priority"].value_exact<std::int64_t>().value_or(0);
      if (tool == "rust" && name == "unexpected_cfgs") package_.check_cfgs = toml_strings(table->get("check-cfg"));
    }
    if (!lint.level.empty()) package_.lints.push_back(std::move(lint));
  }

  const TomlDocument& document_;
  const Inheritance* inheritance_;
  Owner owner_;
  Package package_;
};

}  // namespace

Result<Package> read_manifest(const std::filesystem::path& file, const Inheritance* inheritance, Owner owner) {
  BUILDSTD_TRY(const auto document, read_toml(file));
  return ManifestReader(document, inheritance, owner).read();
}

Result<Package> read_user_manifest(const std::filesystem::path& file, const std::filesystem::path& root) {
  BUILDSTD_TRY(const auto document, read_toml(root));
  const Inheritance inheritance{document};
  return read_manifest(file, &inheritance, Owner::user);
}

FeatureValue parse_feature_value(std::string_view value) {
  if (value.starts_with("dep:")) return {std::string(value.substr(4)), {}, false};
  const auto slash = value.find('/');
  if (slash == std::string_view::npos) return {{}, std::string(value), false};
  auto dependency = value.substr(0, slash);
  const bool weak = dependency.ends_with('?');
  if (weak) dependency.remove_suffix(1);
  return {std::string(dependency), std::string(value.substr(slash + 1)), weak};
}

}  // namespace buildstd::workspace
