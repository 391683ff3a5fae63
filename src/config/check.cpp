// SPDX-License-Identifier: MIT
#include "check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "buildstd/base/cfg.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/config/keys.hpp"
#include "lookup.hpp"

namespace buildstd::config {

namespace {

// A generated or hostile file may hold a million unknown keys; a person reads a few.
constexpr std::size_t most_warnings = 100;

/// Reports the first few, then says that there are more.
class Warnings {
 public:
  explicit Warnings(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void add(std::string message, const Source& source, std::vector<std::string> helps = {}) {
    if (count_++ < most_warnings) {
      diagnostics_.report({Diagnostic::Severity::warning, std::move(message), source.place(), std::move(helps)});
    } else if (count_ == most_warnings + 1) {
      diagnostics_.warn("there are more unused config keys, which are not listed");
    }
  }

 private:
  Diagnostics& diagnostics_;
  std::size_t count_ = 0;
};

/// The names that may stand directly in the table `prefix` of the key table.
std::vector<std::string> members_of(std::string_view prefix) {
  std::set<std::string> names;
  for (const auto& key : known_keys()) {
    if (!key.name.starts_with(prefix) || key.name.size() <= prefix.size() || key.name[prefix.size()] != '.') continue;
    const auto rest = key.name.substr(prefix.size() + 1);
    names.emplace(rest.substr(0, rest.find('.')));
  }
  return {names.begin(), names.end()};
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

const Value* member(const Value* value, std::string_view name) {
  const auto* const table = value != nullptr ? value->table() : nullptr;
  if (table == nullptr) return nullptr;
  const auto found = table->find(name);
  return found == table->end() ? nullptr : &found->second;
}

/// A table of the configuration, with the table of `known_keys` that lists its members.
struct Checked {
  std::vector<std::string> path;
  std::string_view prefix;
};

const Value* follow(const Config::Data& data, const std::vector<std::string>& path) {
  const auto* value = &data.root;
  for (const auto& part : path) value = member(value, part);
  return value;
}

// Cargo loads these four whichever one it builds (src/cargo/core/profiles.rs, `merge_config_profiles`).
constexpr std::string_view always_loaded_profiles[] = {"dev", "release", "test", "bench"};

void add_profile(std::vector<Checked>& tables, const Config::Data& data, const std::string& profile) {
  tables.push_back({{"profile", profile}, "profile.<profile>"});
  tables.push_back({{"profile", profile, "build-override"}, "profile.<profile>"});
  const auto* const packages = follow(data, {"profile", profile, "package"});
  if (packages == nullptr || packages->table() == nullptr) return;
  for (const auto& [name, package] : *packages->table()) {
    tables.push_back({{"profile", profile, "package", name}, "profile.<profile>"});
  }
}

std::vector<Checked> checked_tables(const Config::Data& data) {
  std::vector<Checked> tables = {{{"build"}, "build"},
                                 {{"term"}, "term"},
                                 {{"term", "progress"}, "term.progress"},
                                 {{"net"}, "net"},
                                 {{"net", "ssh"}, "net.ssh"},
                                 {{"http"}, "http"},
                                 {{"resolver"}, "resolver"},
                                 {{"future-incompat-report"}, "future-incompat-report"}};
  for (const auto profile : always_loaded_profiles) add_profile(tables, data, std::string(profile));
  return tables;
}

bool is_draft_spelling(std::string_view prefix, std::string_view name) {
  return name == "build-std-crates" && (prefix == "build" || prefix.starts_with("target."));
}

void check_members(const Config::Data& data, const Checked& checked, Warnings& warnings) {
  const auto* const value = follow(data, checked.path);
  if (value == nullptr || value->table() == nullptr) return;
  Key key;
  for (const auto& part : checked.path) key = key.child(part);
  const auto names = members_of(checked.prefix);
  for (const auto& [name, set] : *value->table()) {
    if (contains(names, name) || is_draft_spelling(checked.prefix, name)) continue;
    warnings.add(fmt::format("unused config key `{}.{}` in {}", key.display(), name, set.source.describe()),
                 set.source);
  }
}

/// RFC 3874's draft had other spellings; people have written them down.
void note_draft(const Value* table, const std::string& prefix, Diagnostics& diagnostics) {
  const auto note = [&](std::string_view draft, std::string_view accepted) {
    const auto* const value = member(table, draft);
    if (value == nullptr || value->string() == nullptr) return;
    diagnostics.report(
        {Diagnostic::Severity::note,
         fmt::format("`{}.{} = \"…\"` is the spelling of the RFC's draft", prefix, draft),
         value->source.place(),
         {fmt::format("the accepted spelling is `{}.{} = \"{}\"`", prefix, accepted, *value->string())}});
  };
  note("build-std", "build-std.when");
  note("build-std-crates", "build-std.crates");
}

void note_draft_variable(const Config::Data& data, Diagnostics& diagnostics) {
  if (!data.environment.get("CARGO_BUILD_BUILD_STD")) return;
  diagnostics.report({Diagnostic::Severity::note,
                      "environment variable `CARGO_BUILD_BUILD_STD` is the spelling of the RFC's draft",
                      {},
                      {"the accepted spelling is `CARGO_BUILD_BUILD_STD_WHEN`"}});
}

/// `build-std` is buildstd's own: here a misspelt member gets its nearest name.
void check_build_std(const Value* table, const std::string& prefix, Warnings& warnings) {
  const auto* const build_std = member(table, "build-std");
  if (build_std == nullptr || build_std->table() == nullptr) return;
  const auto names = members_of("build.build-std");
  for (const auto& [name, value] : *build_std->table()) {
    if (contains(names, name)) continue;
    std::vector<std::string> helps;
    if (const auto near = text::nearest(name, names, 1); !near.empty()) {
      helps.push_back(fmt::format("did you mean `{}`?", near.front()));
    } else {
      helps.push_back(fmt::format("the keys of `build-std` are: {}", text::join(names, ", ")));
    }
    warnings.add(
        fmt::format("unused config key `{}.build-std.{}` in {}", prefix, quote_key_part(name), value.source.describe()),
        value.source, std::move(helps));
  }
}

void check_cfg_table(const std::string& name, const Value& table, Warnings& warnings) {
  if (auto expression = TargetSelector::parse(name); !expression || !name.ends_with(')')) {
    const auto reason = expression ? "it does not end with `)`" : expression.error().message();
    warnings.add(fmt::format("the config table `[target.'{}']` has no effect: {}", name, reason), table.source);
  }
  const auto names = members_of("target.<cfg>");
  for (const auto& [key, value] : *table.table()) {
    if (contains(names, key) || is_draft_spelling("target.", key)) continue;
    warnings.add(fmt::format("unused key `{}` in [target] config table `{}`", key, name), value.source);
  }
}

bool is_scalar_of(KeyType type, const Value& value) {
  switch (type) {
    case KeyType::boolean: return std::holds_alternative<bool>(value.data);
    case KeyType::integer: return std::holds_alternative<std::int64_t>(value.data);
    case KeyType::string:
    case KeyType::path:
    case KeyType::program: return value.string() != nullptr;
    case KeyType::jobs: return value.string() != nullptr || std::holds_alternative<std::int64_t>(value.data);
    default: return true;
  }
}

/// Reads a value for its errors only.
Result<void> check_value(const Config::Data& data, const Key& key, KeyType type) {
  switch (type) {
    case KeyType::words: {
      BUILDSTD_TRY([[maybe_unused]] const auto words, find_words(data, key));
      return {};
    }
    case KeyType::boolean: {
      BUILDSTD_TRY([[maybe_unused]] const auto boolean, find_boolean(data, key));
      return {};
    }
    case KeyType::string:
    case KeyType::path:
    case KeyType::program: {
      BUILDSTD_TRY([[maybe_unused]] const auto string, find_string(data, key));
      return {};
    }
    default: {
      BUILDSTD_TRY(const auto value, find_merged(data, key));
      if (value && !is_scalar_of(type, *value)) return fail(wrong_type(key, name_of(type), *value));
      return {};
    }
  }
}

/// The variables that a known key without placeholders reads.
std::set<std::string> plain_variables() {
  std::set<std::string> names;
  for (const auto& key : known_keys()) {
    if (key.name.find('<') == std::string_view::npos) names.insert(variable_name(key));
  }
  return names;
}

/// Cargo reads upper-case names only, and says so of one that looks like a key's
/// (src/context/mod.rs, `check_environment_key_case_mismatch`).
void check_variables(const Config::Data& data, Diagnostics& diagnostics) {
  const auto names = plain_variables();
  for (const auto& [name, value] : data.environment.all()) {
    const auto normal = text::upper(text::replace_all(name, "-", "_"));
    if (normal == name || !names.contains(normal) || data.environment.get(normal) || !text::is_utf8(value)) continue;
    diagnostics.warn(
        fmt::format("environment variables are expected to use uppercase letters and underscores, the variable `{}` "
                    "will be ignored and have no effect",
                    name));
  }
}

}  // namespace

void warn_about_keys(const Config::Data& data, Diagnostics& diagnostics) {
  Warnings warnings(diagnostics);
  for (const auto& checked : checked_tables(data)) check_members(data, checked, warnings);
  const auto* const build = member(&data.root, "build");
  check_build_std(build, "build", warnings);
  note_draft(build, "build", diagnostics);
  note_draft_variable(data, diagnostics);
  check_variables(data, diagnostics);
  const auto* const targets = member(&data.root, "target");
  if (targets == nullptr || targets->table() == nullptr) return;
  for (const auto& [name, table] : *targets->table()) {
    if (table.table() == nullptr) continue;
    if (name.starts_with("cfg(")) check_cfg_table(name, table, warnings);
    const auto prefix = "target." + quote_key_part(name);
    check_build_std(&table, prefix, warnings);
    note_draft(&table, prefix, diagnostics);
  }
}

void warn_about_profiles(const Config::Data& data, const std::set<std::string>& names, Diagnostics& diagnostics) {
  std::vector<Checked> tables;
  for (const auto& name : names) {
    if (std::ranges::find(always_loaded_profiles, name) == std::end(always_loaded_profiles))
      add_profile(tables, data, name);
  }
  Warnings warnings(diagnostics);
  for (const auto& checked : tables) check_members(data, checked, warnings);
}

Result<void> check_build_table(const Config::Data& data) {
  BUILDSTD_TRY([[maybe_unused]] const auto* const table, find_table(data, Key::parse("build")));
  for (const auto& spec : known_keys()) {
    if (!spec.name.starts_with("build.") || spec.name.starts_with("build.build-std")) continue;
    BUILDSTD_CHECK(check_value(data, Key::parse(spec.name), spec.type));
  }
  return {};
}

Result<void> check_target_tables(const Config::Data& data) {
  const auto target = Key::parse("target");
  BUILDSTD_TRY(const auto* const tables, find_table(data, target));
  if (tables == nullptr) return {};
  for (const auto& [name, value] : *tables) {
    const auto key = target.exact_child(name);
    if (value.table() == nullptr) return fail(wrong_type(key, "a table", value));
    for (const std::string_view words : {"runner", "rustflags", "rustdocflags"}) {
      BUILDSTD_CHECK(check_value(data, key.exact_child(words), KeyType::words));
    }
    BUILDSTD_CHECK(check_value(data, key.exact_child("linker"), KeyType::string));
  }
  return {};
}

}  // namespace buildstd::config
