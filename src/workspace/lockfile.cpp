// SPDX-License-Identifier: MIT
#include "buildstd/workspace/lockfile.hpp"

#include <fmt/format.h>

#include <map>

#include "base/toml.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::workspace {

namespace {

constexpr std::string_view lockfile_cure =
    "the lock file belongs to the toolchain's sources: reinstall them, do not edit it";

// What Cargo itself reads; 1 and 2 predate every toolchain whose std is a workspace of its own.
constexpr int oldest_version = 3;
constexpr int newest_version = 4;

class LockfileReader {
 public:
  explicit LockfileReader(const TomlDocument& document) : document_(document) {}

  Result<Lockfile> read() {
    Lockfile lock{document_.file, 0, {}};
    BUILDSTD_TRY(lock.version, read_version());
    const auto* entries = document_.root["package"].as_array();
    if (entries == nullptr) return error("it has no [[package]]", document_.root);
    for (const auto& entry : *entries) {
      if (!entry.is_table()) return error("an entry of `package` is not a table", entry);
      BUILDSTD_TRY(auto package, read_package(*entry.as_table()));
      by_name_.emplace(package.name, lock.packages.size());
      lock.packages.push_back(std::move(package));
    }
    for (std::size_t i = 0; i < lock.packages.size(); ++i) {
      BUILDSTD_CHECK(link_dependencies(*entries->at(i).as_table(), lock, lock.packages[i]));
    }
    return lock;
  }

 private:
  [[nodiscard]] std::unexpected<Error> error(std::string reason, const toml::node& node) const {
    return fail(Error(fmt::format("failed to parse lock file at `{}`", document_.file.string()))
                    .caused_by(std::move(reason))
                    .at(document_.place(node))
                    .help(std::string(lockfile_cure)));
  }

  Result<int> read_version() {
    const auto node = document_.root["version"];
    const auto version = node.value_exact<std::int64_t>();
    if (!version)
      return error("it has no `version`, or one that is not an integer", node ? *node.node() : document_.root);
    if (*version < oldest_version || *version > newest_version) {
      return error(fmt::format("lock file version {} is not understood; buildstd reads versions {} and {}", *version,
                               oldest_version, newest_version),
                   *node.node());
    }
    return static_cast<int>(*version);
  }

  Result<std::string> required(const toml::table& table, std::string_view key) {
    if (auto value = table[key].value_exact<std::string>()) return *std::move(value);
    return error(fmt::format("a package has no `{}`, or one that is not a string", key), table);
  }

  Result<LockedPackage> read_package(const toml::table& table) {
    LockedPackage package;
    BUILDSTD_TRY(package.name, required(table, "name"));
    BUILDSTD_TRY(const auto version, required(table, "version"));
    auto parsed = Version::parse(version);
    if (!parsed) return error(parsed.error().message(), *table.get("version"));
    package.version = *std::move(parsed);
    package.source = table["source"].value_exact<std::string>();
    package.checksum = table["checksum"].value_exact<std::string>();
    return package;
  }

  // `name`, `name version` or `name version (source)`, whichever is the shortest that is unambiguous.
  Result<std::size_t> find(const toml::node& node, const Lockfile& lock) {
    const auto text = node.value_exact<std::string>();
    const auto parts = text ? text::words(*text) : std::vector<std::string>();
    if (parts.empty() || parts.size() > 3)
      return error("a dependency is not `name`, `name version` or `name version (source)`", node);
    const auto [first, last] = by_name_.equal_range(parts[0]);
    for (auto candidate = first; candidate != last; ++candidate) {
      const auto& package = lock.packages[candidate->second];
      const bool version_fits = parts.size() < 2 || package.version.str() == parts[1];
      const bool source_fits = parts.size() < 3 || (package.source && parts[2] == fmt::format("({})", *package.source));
      if (version_fits && source_fits) return candidate->second;
    }
    return error(fmt::format("dependency `{}` is not among its packages", text::printable(*text)), node);
  }

  Result<void> link_dependencies(const toml::table& table, const Lockfile& lock, LockedPackage& package) {
    const auto* names = table["dependencies"].as_array();
    if (names == nullptr) return {};
    for (const auto& name : *names) {
      BUILDSTD_TRY(const auto index, find(name, lock));
      package.dependencies.push_back(index);
    }
    return {};
  }

  const TomlDocument& document_;
  std::multimap<std::string, std::size_t> by_name_;
};

}  // namespace

Result<Lockfile> parse_lockfile(std::string text, const std::filesystem::path& file) {
  auto document = parse_toml(std::move(text), file);
  if (!document) {
    return fail(std::move(document.error())
                    .context(fmt::format("failed to parse lock file at `{}`", file.string()))
                    .help(std::string(lockfile_cure)));
  }
  return LockfileReader(*document).read();
}

Result<Lockfile> read_lockfile(const std::filesystem::path& file) {
  BUILDSTD_TRY(auto text, read_toml_text(file));
  return parse_lockfile(std::move(text), file);
}

}  // namespace buildstd::workspace
