// SPDX-License-Identifier: MIT
#include "lookup.hpp"

#include <fmt/format.h>

#include <type_traits>
#include <utility>

#include "buildstd/base/text.hpp"
#include "merge.hpp"

namespace buildstd::config {

namespace {

// As Rust's FromStr for i64: a sign is allowed, nothing around the digits is.
std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return text::whole_number<std::int64_t>(text);
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

std::optional<std::string> parse_string(std::string_view text) { return std::string(text); }

/// Appends the variable's words to a list that files and options set.
void add_variable_words(const Config::Data& data, const Key& key, Value::List& list) {
  const auto text = variable_of(data, key);
  if (!text) return;
  const auto source = Source::variable(key.variable());
  if (replaces_as_whole(key)) {
    if (!list.empty() && list.front().source.outranks(source)) return;
    list.clear();
  }
  for (auto& word : text::words(*text)) list.push_back({std::move(word), source});
  sort_by_rank(list);
}

/// A value of type T from files and options, unless the variable outranks it. The type of what files set is
/// checked even where the variable wins.
template <class T, class Parse>
Lookup<T> find_typed(const Config::Data& data, const Key& key, std::string_view expected, Parse parse) {
  BUILDSTD_TRY(const auto* const value, find(data, key));
  std::optional<Found<T>> variable;
  if (const auto text = variable_of(data, key)) {
    auto parsed = parse(*text);
    if (!parsed) {
      return fail(Error(fmt::format("error in environment variable `{}`", key.variable()))
                      .caused_by(fmt::format("`{}` expected {}, but found `{}`", key.display(), expected, *text)));
    }
    variable = {*std::move(parsed), Source::variable(key.variable())};
  }
  if (value == nullptr) return variable;
  const auto* const typed = std::get_if<T>(&value->data);
  if (typed == nullptr) return fail(wrong_type(key, expected, *value));
  if constexpr (std::is_same_v<T, std::string>) BUILDSTD_CHECK(check_no_nul(*typed, key, value->source));
  if (variable && !value->source.outranks(variable->source)) return variable;
  return Found<T>{*typed, value->source};
}

}  // namespace

Error wrong_type(const Key& key, std::string_view expected, const Value& found) {
  return at(
      Error(fmt::format("error in {}: `{}` expected {}, but found {} {}", found.source.describe(), key.display(),
                        expected, found.type_name().starts_with('a') || found.type_name().starts_with('i') ? "an" : "a",
                        found.type_name())),
      found.source);
}

Result<void> check_no_nul(const std::string& text, const Key& key, const Source& source) {
  if (text.find('\0') == std::string::npos) return {};
  return fail(at(Error(fmt::format("error in {}: `{}` contains a NUL character", source.describe(), key.display()))
                     .help("remove it: no program can be given one"),
                 source));
}

std::optional<std::string> variable_of(const Config::Data& data, const Key& key) {
  auto value = data.environment.get(key.variable());
  if (value && !text::is_utf8(*value)) return std::nullopt;
  return value;
}

Result<const Value*> find(const Config::Data& data, const Key& key) {
  const auto* value = &data.root;
  Key reached;
  for (const auto& part : key.parts()) {
    const auto* const table = value->table();
    if (table == nullptr) {
      return fail(at(Error(fmt::format("expected table for configuration key `{}`, but found {} in {}",
                                       reached.display(), value->type_name(), value->source.describe())),
                     value->source));
    }
    const auto member = table->find(part);
    if (member == table->end()) return nullptr;
    value = &member->second;
    reached = reached.exact_child(part);
  }
  return value;
}

Result<std::optional<Value>> find_merged(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto* const value, find(data, key));
  auto present = value != nullptr ? std::optional<Value>(*value) : std::nullopt;
  if (key.is_root()) return present;
  const auto text = variable_of(data, key);
  const auto source = Source::variable(key.variable());
  const bool is_list = present && present->list() != nullptr;
  if (!text || (present && !is_list && !source.outranks(present->source))) return present;
  if (const auto boolean = parse_boolean(*text)) return Value{*boolean, source};
  if (const auto integer = parse_integer(*text)) return Value{*integer, source};
  if (!is_list) return Value{*text, source};
  add_variable_words(data, key, std::get<Value::List>(present->data));
  return present;
}

Result<const Value::Table*> find_table(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto* const value, find(data, key));
  if (value == nullptr) return nullptr;
  if (value->table() == nullptr) return fail(wrong_type(key, "a table", *value));
  return value->table();
}

Lookup<std::string> find_string(const Config::Data& data, const Key& key) {
  return find_typed<std::string>(data, key, "a string", parse_string);
}

Lookup<bool> find_boolean(const Config::Data& data, const Key& key) {
  return find_typed<bool>(data, key, "true/false", parse_boolean);
}

Lookup<std::int64_t> find_integer(const Config::Data& data, const Key& key) {
  return find_typed<std::int64_t>(data, key, "an integer", parse_integer);
}

Result<Value::List> find_word_values(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto* const value, find(data, key));
  Value::List list;
  if (value != nullptr && value->list() != nullptr) {
    list = *value->list();
  } else if (value != nullptr && value->string() != nullptr) {
    for (auto& word : text::words(*value->string())) list.push_back({std::move(word), value->source});
  } else if (value != nullptr) {
    return fail(wrong_type(key, "a string or array of strings", *value));
  }
  add_variable_words(data, key, list);
  for (const auto& item : list) {
    if (item.string() == nullptr) return fail(wrong_type(key, "a string", item));
    BUILDSTD_CHECK(check_no_nul(*item.string(), key, item.source));
  }
  return list;
}

Lookup<std::vector<std::string>> find_words(const Config::Data& data, const Key& key) {
  BUILDSTD_TRY(const auto* const value, find(data, key));
  const bool has_variable = variable_of(data, key).has_value();
  if (value == nullptr && !has_variable) return std::nullopt;
  BUILDSTD_TRY(auto list, find_word_values(data, key));

  Found<std::vector<std::string>> found;
  const auto variable = Source::variable(key.variable());
  const bool from_variable = has_variable && (value == nullptr || variable.outranks(value->source));
  found.source = from_variable ? variable : value->source;
  for (auto& item : list) found.value.push_back(std::move(std::get<std::string>(item.data)));
  return found;
}

std::string resolve_program(const Config::Data& data, const Found<std::string>& program) {
  const bool is_path = program.value.find('/') != std::string::npos;
  return is_path ? resolve_path(data, program).string() : program.value;
}

std::filesystem::path resolve_path(const Config::Data& data, const Found<std::string>& path) {
  return root_of(path.source, data.cwd) / path.value;
}

}  // namespace buildstd::config
