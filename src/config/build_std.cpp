// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "lookup.hpp"

namespace buildstd::config {

namespace {

/// One of the two keys, with the spelling of RFC 3874's draft.
struct Member {
  std::string_view name;
  std::string_view draft;
};

constexpr Member when_member = {"when", "build-std"};
constexpr Member crates_member = {"crates", "build-std-crates"};

using Setting = std::optional<Found<std::string>>;

const Value* member_of(const Value::Table* table, std::string_view name) {
  if (table == nullptr) return nullptr;
  const auto found = table->find(name);
  return found == table->end() ? nullptr : &found->second;
}

/// What files and options say in one table, in either spelling.
Result<Setting> written(const Value::Table* table, const Key& key, const Member& member) {
  const auto* const build_std = member_of(table, "build-std");
  const bool is_draft = build_std != nullptr && build_std->string() != nullptr;
  if (build_std != nullptr && build_std->table() == nullptr && !is_draft) {
    return fail(
        wrong_type(key.child("build-std"), "a table", *build_std)
            .help("write `build-std.when = \"always\"`, and which crates, where it is not those that the target has "
                  "by default, as `build-std.crates = \"core\"`, \"alloc\" or \"std\""));
  }
  const auto* value = is_draft ? nullptr : member_of(build_std == nullptr ? nullptr : build_std->table(), member.name);
  const auto* const draft = member_of(table, member.draft);
  // `build-std` names the table as well as the draft's key.
  if (value == nullptr && draft != nullptr && draft->table() == nullptr) value = draft;
  if (value == nullptr) return std::nullopt;
  if (value->string() == nullptr) {
    return fail(wrong_type(key.child("build-std").child(member.name), "a string", *value));
  }
  return Found<std::string>{*value->string(), value->source};
}

/// What the variables of one table say. The draft's `…_BUILD_STD_CRATES` is the accepted one, too.
Setting from_variable(const Config::Data& data, const Key& key, const Member& member) {
  for (const auto& name : {key.child("build-std").child(member.name), key.child(member.draft)}) {
    if (auto text = variable_of(data, name))
      return Found<std::string>{*std::move(text), Source::variable(name.variable())};
  }
  return std::nullopt;
}

enum class Variables { none, read };

Result<Setting> setting(const Config::Data& data, const Value::Table* table, const Key& key, const Member& member,
                        Variables variables) {
  BUILDSTD_TRY(auto value, written(table, key, member));
  if (variables == Variables::none) return value;
  auto variable = from_variable(data, key, member);
  return variable && !(value && value->source.outranks(variable->source)) ? variable : value;
}

/// The table that a key leads to; null where there is none or something else stands there, which other
/// look-ups report.
const Value::Table* table_at(const Config::Data& data, const std::vector<std::string>& path) {
  const auto* table = data.root.table();
  for (const auto& part : path) {
    const auto* const value = member_of(table, part);
    table = value == nullptr ? nullptr : value->table();
  }
  return table;
}

Result<Setting> for_triple(const Config::Data& data, std::string_view target, const Member& member) {
  const auto key = Key::parse(fmt::format("target.{}", target));
  // A triple with a dot in it: Cargo's look-up finds only the unquoted form (two nested tables). This key is
  // new, so the quoted form, which says what it means, counts as well.
  const auto* quoted = table_at(data, {"target", std::string(target)});
  const auto* nested = table_at(data, key.parts());
  BUILDSTD_TRY(auto found, setting(data, nested, key, member, Variables::read));
  if (quoted == nested || quoted == nullptr) return found;
  BUILDSTD_TRY(auto other, setting(data, quoted, key, member, Variables::none));
  if (!found || (other && other->source.outranks(found->source))) return other;
  return found;
}

Error disagreement(const Member& member, const std::string& first, const Found<std::string>& one,
                   const std::string& second, const Found<std::string>& other) {
  const auto origin = one.source.place();
  auto where = one.source.describe();
  if (origin) where = fmt::format("{}:{}:{}", origin->file.string(), origin->line, origin->column);
  return at(Error(fmt::format("two matching config tables disagree about `build-std.{}`: `[target.'{}']` says \"{}\", "
                              "`[target.'{}']` says \"{}\"",
                              member.name, first, one.value, second, other.value))
                .note(fmt::format("`[target.'{}']` says \"{}\" at {}", first, one.value, where))
                .help(fmt::format("make them agree, or decide in `[target.<triple>]`, which comes before both")),
            other.source);
}

Result<Setting> for_cfgs(const Config::Data& data, std::string_view target, const CfgSet& cfgs, const Member& member) {
  const auto* const tables = table_at(data, {"target"});
  if (tables == nullptr) return std::nullopt;
  Setting found;
  std::string found_in;
  for (const auto& [name, value] : *tables) {
    if (!name.starts_with("cfg(") || value.table() == nullptr) continue;
    const auto selector = TargetSelector::parse(name);
    if (!selector || !selector->is_cfg() || !selector->matches(target, cfgs)) continue;
    const auto key = Key::parse("target").exact_child(name);
    BUILDSTD_TRY(auto here, setting(data, value.table(), key, member, Variables::none));
    if (here && found && here->value != found->value) return fail(disagreement(member, found_in, *found, name, *here));
    if (!here || found) continue;
    found = std::move(here);
    found_in = name;
  }
  return found;
}

/// RFC 3874: the triple's table, then matching `cfg(…)` tables, then `[build]`; each key on its own.
Result<Setting> resolve(const Config::Data& data, std::string_view target, const CfgSet& cfgs, const Member& member) {
  BUILDSTD_TRY(auto triple, for_triple(data, target, member));
  if (triple) return triple;
  BUILDSTD_TRY(auto cfg, for_cfgs(data, target, cfgs, member));
  if (cfg) return cfg;
  return setting(data, table_at(data, {"build"}), Key::parse("build"), member, Variables::read);
}

Error unknown_value(const Member& member, const Found<std::string>& found, std::vector<std::string> known) {
  auto error = Error(fmt::format("`build-std.{}` is \"{}\" in {}, which is not one of its values", member.name,
                                 text::printable(found.value), found.source.describe()));
  const auto near = text::nearest(found.value, known, 1);
  for (auto& value : known) value = fmt::format("\"{}\"", value);
  error = near.empty() ? std::move(error).help(fmt::format("the values are {}", text::join(known, ", ")))
                       : std::move(error).help(fmt::format("did you mean \"{}\"?", near.front()));
  return at(std::move(error), found.source);
}

struct NamedValue {
  std::string name;  ///< a key's place, or a variable
  std::string value;
};

// All strings below a value, under the names of their places.
void add_values(const std::string& place, const Value& value, std::vector<NamedValue>& values) {
  if (const auto* const text = value.string()) values.push_back({place, *text});
  if (value.table() == nullptr) return;
  for (const auto& [name, member] : *value.table()) add_values(place + "." + name, member, values);
}

void find_build_std(const std::string& place, const Value& value, std::vector<NamedValue>& values) {
  if (value.table() == nullptr) return;
  for (const auto& [name, member] : *value.table()) {
    const bool is_ours = name == when_member.draft || name == crates_member.draft;
    const auto inner = place + "." + name;
    if (is_ours) {
      add_values(inner, member, values);
    } else {
      find_build_std(inner, member, values);
    }
  }
}

std::vector<NamedValue> build_std_values(const Config& config) {
  const auto& data = config.data();
  std::vector<NamedValue> values;
  for (const auto* const table : {"build", "target"}) {
    if (const auto* const value = member_of(data.root.table(), table)) find_build_std(table, *value, values);
  }
  for (const auto& [name, value] : data.environment.all()) {
    if (name.starts_with("CARGO_") && name.find("_BUILD_STD") != std::string::npos) values.push_back({name, value});
  }
  return values;
}

}  // namespace

std::string build_std_text(const Config& config) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : build_std_values(config)) lines.push_back(fmt::format("{}={}", name, value));
  std::ranges::sort(lines);
  return text::join(lines, "\n");
}

bool wants_build_std(const Config& config) {
  constexpr std::array<std::string_view, 4> names = {".when", ".build-std", "_BUILD_STD_WHEN", "_BUILD_STD"};
  const auto is_always = [&](const NamedValue& one) {
    const auto says_when = [&](auto ending) { return one.name.ends_with(ending); };
    return one.value == "always" && std::ranges::any_of(names, says_when);
  };
  return std::ranges::any_of(build_std_values(config), is_always);
}

std::optional<Sourced<std::vector<std::string>>> unstable_build_std(const Config& config) {
  const auto words = find_words(config.data(), Key::parse("unstable.build-std"));
  if (!words || !*words || (*words)->value.empty()) return std::nullopt;
  return (*words)->sourced();
}

Result<BuildStd> build_std(const Config& config, std::string_view target, const CfgSet& cfgs,
                           Diagnostics& /*diagnostics*/) {
  const auto& data = config.data();
  BuildStd result;
  BUILDSTD_TRY(const auto when, resolve(data, target, cfgs, when_member));
  if (when) {
    if (when->value != "always" && when->value != "never") {
      return fail(unknown_value(when_member, *when, {"always", "never"}));
    }
    result.always = {when->value == "always", when->source.origin()};
  }
  BUILDSTD_TRY(const auto crates, resolve(data, target, cfgs, crates_member));
  if (crates) {
    const auto parsed = parse_std_crates(crates->value);
    if (!parsed) return fail(unknown_value(crates_member, *crates, {"core", "alloc", "std"}));
    result.crates = {*parsed, crates->source.origin()};
  }
  return result;
}

}  // namespace buildstd::config
