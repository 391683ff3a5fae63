// SPDX-License-Identifier: MIT
#include "read.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "../base/toml.hpp"
#include "buildstd/base/text.hpp"
#include "key.hpp"

namespace buildstd::config {

namespace {

/// Turns toml++'s tree into values, refusing what Cargo's configuration cannot hold.
class Converter {
 public:
  /// @param text the parsed text, to tell quoted keys from bare ones
  Converter(Source source, const Document& text) : source_(std::move(source)), text_(text) {}

  Result<Value> convert(const toml::node& node, const std::string& path, std::size_t depth) {
    auto value = Value{false, source_at(node.source())};
    if (depth > deepest_nesting) {
      return fail(
          at(Error(fmt::format("tables and arrays nest deeper than {} levels", deepest_nesting)), value.source));
    }
    if (const auto* table = node.as_table()) return convert_table(*table, std::move(value), path, depth);
    if (const auto* array = node.as_array()) return convert_array(*array, std::move(value), path, depth);
    if (const auto* string = node.as_string()) {
      value.data = string->get();
    } else if (const auto* boolean = node.as_boolean()) {
      value.data = boolean->get();
    } else if (const auto* integer = node.as_integer()) {
      value.data = integer->get();
    } else {
      const auto type = node.is_floating_point() ? "float" : "datetime";
      return fail(at(Error(fmt::format("failed to parse config at `{}`", path))
                         .caused_by(fmt::format("unsupported TOML configuration type `{}`", type)),
                     value.source));
    }
    return value;
  }

 private:
  [[nodiscard]] Source source_at(const toml::source_region& region) const {
    auto source = source_;
    source.line = region.begin.line;
    source.column = region.begin.column;
    const bool one_line = region.end.line == region.begin.line && region.end.column > region.begin.column;
    source.length = one_line ? region.end.column - region.begin.column : 1;
    return source;
  }

  Result<Value> convert_table(const toml::table& table, Value value, const std::string& path, std::size_t depth) {
    Value::Table members;
    for (const auto& [key, member] : table) {
      BUILDSTD_CHECK(check_bare_key(key));
      const auto name = std::string(key.str());
      const auto member_path = path.empty() ? quote_key_part(name) : path + "." + quote_key_part(name);
      BUILDSTD_TRY(auto converted, convert(member, member_path, depth + 1));
      // A table that stands for a header or a dotted key begins where its name does.
      if (converted.source.line == 0) converted.source = source_at(key.source());
      members.emplace(name, std::move(converted));
    }
    value.data = std::move(members);
    return value;
  }

  Result<Value> convert_array(const toml::array& array, Value value, const std::string& path, std::size_t depth) {
    Value::List items;
    items.reserve(array.size());
    for (const auto& item : array) {
      BUILDSTD_TRY(auto converted, convert(item, fmt::format("{}[{}]", path, items.size()), depth + 1));
      items.push_back(std::move(converted));
    }
    value.data = std::move(items);
    return value;
  }

  // toml++ reads ahead of TOML 1.1 here: it takes Unicode letters and `+` in bare keys, Cargo does not.
  [[nodiscard]] Result<void> check_bare_key(const toml::key& key) const {
    if (quote_key_part(key.str()) == key.str() && !key.str().empty()) return {};
    const auto source = source_at(key.source());
    const auto line = text_.line(source.line);
    // toml++ counts code points.
    std::size_t byte = 0;
    for (std::uint32_t column = 1; column < source.column && byte < line.size(); ++column) {
      do {
        ++byte;
      } while (byte < line.size() && (static_cast<unsigned char>(line[byte]) & 0xC0) == 0x80);
    }
    if (byte >= line.size() || line[byte] == '"' || line[byte] == '\'') return {};
    return fail(at(Error("invalid unquoted key, expected letters, numbers, `-`, `_`"), source));
  }

  Source source_;
  const Document& text_;
};

Error not_dotted(const std::string& argument) {
  return Error(
      fmt::format("--config argument `{}` was not a TOML dotted key expression (such as `build.jobs = 2`)", argument));
}

Error decorated(const std::string& argument) {
  return Error(fmt::format("--config argument `{}` includes non-whitespace decoration", argument));
}

/// The value at the end of a chain of tables with one member each; nothing where there is no such chain.
const toml::node* only_value(const toml::table& root) {
  const toml::node* node = &root;
  for (const auto* table = &root; table != nullptr && !table->is_inline(); table = node->as_table()) {
    if (table->size() != 1) return nullptr;
    node = &table->begin()->second;
  }
  return node;
}

// What stands on the line after the value may only be white space; below it Cargo lets comments pass.
bool is_followed_by_comment(std::string_view argument, const toml::node& value) {
  const auto lines = text::lines(argument);
  const auto end = value.source().end;
  if (end.line == 0 || end.line > lines.size()) return false;
  const auto line = lines[end.line - 1];
  const auto rest = line.substr(std::min<std::size_t>(end.column - 1, line.size()));
  return rest.find('#') != std::string_view::npos;
}

Result<void> check_dotted(const std::string& argument, const toml::table& root) {
  const auto start = text::trim(argument);
  if (start.starts_with('#')) return fail(root.empty() ? not_dotted(argument) : decorated(argument));
  if (start.starts_with('[')) return fail(not_dotted(argument));
  const auto* const value = only_value(root);
  if (value == nullptr) return fail(not_dotted(argument));
  if (value->is_table()) {
    return fail(fmt::format("--config argument `{}` sets a value to an inline table, which is not accepted", argument));
  }
  if (is_followed_by_comment(argument, *value)) return fail(decorated(argument));
  return {};
}

// Secrets on a command line can be read by every user of the machine.
Result<void> check_secrets(const Value& root) {
  const auto member = [](const Value* value, std::string_view name) -> const Value* {
    const auto* table = value != nullptr ? value->table() : nullptr;
    if (table == nullptr) return nullptr;
    const auto found = table->find(name);
    return found == table->end() ? nullptr : &found->second;
  };
  const auto refuse = [](std::string_view key) {
    return fail(fmt::format("{} cannot be set through --config for security reasons", key));
  };
  for (const std::string_view secret : {"token", "secret-key"}) {
    if (member(member(&root, "registry"), secret) != nullptr) return refuse(fmt::format("registry.{}", secret));
    const auto* const registries = member(&root, "registries");
    if (registries == nullptr || registries->table() == nullptr) continue;
    for (const auto& [name, registry] : *registries->table()) {
      if (member(&registry, secret) != nullptr) return refuse(fmt::format("registries.{}.{}", name, secret));
    }
  }
  return {};
}

}  // namespace

Result<Value> read_text(std::string text, const std::filesystem::path& file, Origin::Kind kind) {
  // Columns count without the byte order mark.
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  BUILDSTD_TRY(auto parsed, parse_toml(std::move(text), file));
  const auto document = std::make_shared<const Document>(file, std::move(parsed.text));
  return Converter({kind, document}, *document).convert(parsed.root, "", 0);
}

Result<Value> read_option(const std::string& argument) {
  auto parsed = parse_toml(argument, "--config");
  if (!parsed) {
    return fail(std::move(parsed).error().context(
        fmt::format("failed to parse value from --config argument `{}` as a dotted key expression", argument)));
  }
  BUILDSTD_CHECK(check_dotted(argument, parsed->root));
  const Document text("--config", argument);
  auto value = Converter(Source::option(argument), text).convert(parsed->root, "", 0);
  if (!value)
    return fail(std::move(value).error().context(fmt::format("failed to convert --config argument `{}`", argument)));
  BUILDSTD_CHECK(check_secrets(*value));
  return value;
}

}  // namespace buildstd::config
