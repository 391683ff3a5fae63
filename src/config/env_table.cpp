// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <utility>

#include "buildstd/config/settings.hpp"
#include "lookup.hpp"

// Cargo: src/context/mod.rs `env_config`, src/context/schema.rs `EnvConfigValue`.
namespace buildstd::config {

namespace {

/// One member of `[env]`.
struct Variable {
  std::string value;
  bool force = false;
  bool relative = false;
};

Result<bool> flag(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto found, find_boolean(data, key));
  return found && found->value;
}

Result<Variable> read_variable(const Config::Data& data, const Key& key, const Value& set) {
  if (const auto* simple = set.string()) {
    BUILDSTD_CHECK(check_no_nul(*simple, key, set.source));
    return Variable{*simple};
  }
  if (set.table() == nullptr) return fail(wrong_type(key, "a string or map", set));
  Variable variable;
  BUILDSTD_TRY(const auto value, find_string(data, key.exact_child("value")));
  if (!value) {
    return fail(at(Error(fmt::format("missing field `value` in `{}` in {}", key.display(), set.source.describe())),
                   set.source));
  }
  variable.value = value->value;
  BUILDSTD_TRY(variable.force, flag(data, key.exact_child("force")));
  BUILDSTD_TRY(variable.relative, flag(data, key.exact_child("relative")));
  return variable;
}

// Cargo and rustup have read these by the time the table is.
Result<void> refuse_reserved(std::string_view name, const Value& value) {
  for (const std::string_view reserved : {"CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"}) {
    if (name != reserved) continue;
    return fail(
        at(Error(fmt::format(
               "setting the `{}` environment variable is not supported in the `[env]` configuration table", name)),
           value.source));
  }
  return {};
}

}  // namespace

Result<Environment> with_env_table(const Config& config, const Environment& base) {
  const auto& data = config.data();
  const auto table_key = Key::parse("env");
  auto environment = base;
  BUILDSTD_TRY(const auto* const table, find_table(data, table_key));
  if (table == nullptr) return environment;
  for (const auto& [name, value] : *table) {
    BUILDSTD_CHECK(refuse_reserved(name, value));
    const auto key = table_key.exact_child(name);
    BUILDSTD_CHECK(check_no_nul(name, key, value.source));
    BUILDSTD_TRY(const auto set, find_merged(data, key));
    BUILDSTD_TRY(const auto variable, read_variable(data, key, *set));
    if (!variable.force && base.get(name)) continue;
    environment.set(name,
                    variable.relative ? resolve_path(data, {variable.value, set->source}).string() : variable.value);
  }
  return environment;
}

}  // namespace buildstd::config
