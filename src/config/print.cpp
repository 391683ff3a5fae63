// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <ranges>
#include <utility>

#include "buildstd/base/text.hpp"
#include "buildstd/config/render.hpp"
#include "lookup.hpp"

namespace buildstd::config {

namespace {

/// A key as a person types it: dotted, with TOML's quotes where a part holds a dot. Cargo knows no quotes
/// here; without them the result is the same.
Result<Key> parse_key(std::string_view text) {
  Key key;
  if (text.empty()) return key;
  std::string part;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0 ? c == quote : (c == '"' || c == '\'')) {
      quote = quote != 0 ? '\0' : c;
    } else if (c == '.' && quote == 0) {
      key = key.child(std::exchange(part, {}));
    } else {
      part += c;
    }
  }
  if (quote != 0) return fail(fmt::format("the quote in the config key `{}` is not closed", text::printable(text)));
  return key.child(part);
}

Result<Value> value_at(const Config& config, const Key& key) {
  BUILDSTD_TRY(auto value, find_merged(config.data(), key));
  if (!value) return fail(fmt::format("config value `{}` is not set", key.display()));
  return *std::move(value);
}

nlohmann::json to_json(const Value& value) {
  if (const auto* boolean = std::get_if<bool>(&value.data)) return *boolean;
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return *integer;
  if (const auto* string = value.string()) return *string;
  if (const auto* list = value.list()) {
    auto array = nlohmann::json::array();
    for (const auto& item : *list) array.push_back(to_json(item));
    return array;
  }
  auto object = nlohmann::json::object();
  for (const auto& [name, member] : *value.table()) object[name] = to_json(member);
  return object;
}

std::string to_toml(const Value& value) {
  if (const auto* boolean = std::get_if<bool>(&value.data)) return *boolean ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return std::to_string(*integer);
  if (const auto* string = value.string()) return text::quote_toml(*string);
  std::vector<std::string> parts;
  if (const auto* list = value.list()) {
    for (const auto& item : *list) parts.push_back(to_toml(item));
    return fmt::format("[{}]", text::join(parts, ", "));
  }
  for (const auto& [name, member] : *value.table()) {
    parts.push_back(fmt::format("{} = {}", quote_key_part(name), to_toml(member)));
  }
  return parts.empty() ? "{}" : fmt::format("{{ {} }}", text::join(parts, ", "));
}

std::string origin_comment(const Source& source) {
  const auto place = source.place();
  const auto where =
      place ? fmt::format("{}:{}:{}", place->file.string(), place->line, place->column) : source.describe();
  return " # " + text::printable(where);
}

/// One line for each value below `key`, tables taken apart.
void append_toml(std::string& out, const Key& key, const Value& value, ShowOrigin origin) {
  if (const auto* table = value.table()) {
    for (const auto& [name, member] : *table) append_toml(out, key.child(name), member, origin);
    return;
  }
  const auto* const list = value.list();
  if (origin == ShowOrigin::yes && list != nullptr) {
    out += fmt::format("{} = [\n", key.display());
    for (const auto& item : *list) out += fmt::format("    {},{}\n", to_toml(item), origin_comment(item.source));
    out += "]\n";
    return;
  }
  out += fmt::format("{} = {}{}\n", key.display(), to_toml(value),
                     origin == ShowOrigin::yes ? origin_comment(value.source) : std::string());
}

nlohmann::json below(const Key& key, nlohmann::json value) {
  const auto& parts = key.parts();
  for (const auto& part : parts | std::views::reverse) {
    auto object = nlohmann::json::object();
    object[part] = std::move(value);
    value = std::move(object);
  }
  return value;
}

// What a shared terminal or a log must not show.
bool is_secret(std::string_view variable) { return variable.ends_with("_TOKEN") || variable.ends_with("_SECRET_KEY"); }

}  // namespace

Result<std::string> print(const Config& config, std::string_view key_text, Format format, ShowOrigin origin) {
  if (origin == ShowOrigin::yes && format != Format::toml) {
    return fail(Error("the JSON formats do not support `--show-origin`").help("use `--format toml`"));
  }
  BUILDSTD_TRY(const auto key, parse_key(key_text));
  BUILDSTD_TRY(const auto value, value_at(config, key));
  if (format == Format::json) return below(key, to_json(value)).dump() + "\n";
  if (format == Format::json_value) return to_json(value).dump() + "\n";
  std::string out;
  append_toml(out, key, value, origin);
  return out;
}

Result<std::vector<std::string>> affecting_variables(const Config& config, std::string_view key_text) {
  std::vector<std::string> found;
  BUILDSTD_TRY(const auto key, parse_key(key_text));
  BUILDSTD_TRY(const auto value, value_at(config, key));
  if (value.table() == nullptr) return found;
  const auto prefix = key.variable() + "_";
  for (const auto& [name, text] : config.data().environment.all()) {
    if (!name.starts_with(prefix) || !text::is_utf8(text)) continue;
    found.push_back(name + "=" + (is_secret(name) ? "…" : text::shell_quote(text)));
  }
  return found;
}

}  // namespace buildstd::config
