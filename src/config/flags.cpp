// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <iterator>
#include <utility>

#include "buildstd/base/text.hpp"
#include "buildstd/config/settings.hpp"
#include "check.hpp"
#include "lookup.hpp"

// Cargo: src/compiler/build_context/target_info.rs, `extra_args` and what it calls.
namespace buildstd::config {

namespace {

struct Names {
  std::string_view encoded_variable;
  std::string_view plain_variable;
  std::string_view key;
};

constexpr Names names_of(FlagTool tool) {
  switch (tool) {
    case FlagTool::rustc: return {"CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "rustflags"};
    case FlagTool::rustdoc: return {"CARGO_ENCODED_RUSTDOCFLAGS", "RUSTDOCFLAGS", "rustdocflags"};
  }
  return {};
}

// Only at blanks: a tab stays inside a flag, but not at its ends.
std::vector<std::string> split_plain(std::string_view text) {
  std::vector<std::string> flags;
  for (const auto& part : text::split(text, ' ')) {
    if (const auto flag = text::trim(part); !flag.empty()) flags.emplace_back(flag);
  }
  return flags;
}

Flags from_variable(Flags::Source source, std::string_view name, std::vector<std::string> words) {
  Flags flags{source, std::move(words), {}};
  flags.origins.assign(flags.flags.size(), Source::variable(std::string(name)).origin());
  return flags;
}

std::optional<Flags> from_variables(const Config::Data& data, const Names& names) {
  const auto get = [&](std::string_view name) {
    auto text = data.environment.get(name);
    return text && text::is_utf8(*text) ? text : std::nullopt;
  };
  // Set to nothing means no flags, and looks no further.
  if (const auto text = get(names.encoded_variable)) {
    return from_variable(Flags::Source::encoded_variable, names.encoded_variable,
                         text->empty() ? std::vector<std::string>() : text::split(*text, '\x1f'));
  }
  if (const auto text = get(names.plain_variable))
    return from_variable(Flags::Source::plain_variable, names.plain_variable, split_plain(*text));
  return std::nullopt;
}

void append(Flags& flags, Value::List words) {
  for (auto& word : words) {
    flags.flags.push_back(std::move(std::get<std::string>(word.data)));
    flags.origins.push_back(word.source.origin());
  }
}

/// The triple's flags, then those of every matching `cfg(…)` table in the order of their names.
Result<Flags> from_target_tables(const Config::Data& data, const Names& names, std::string_view target,
                                 const CfgSet& cfgs) {
  Flags flags{Flags::Source::target_tables, {}, {}};
  BUILDSTD_TRY(auto triple, find_word_values(data, Key::parse(fmt::format("target.{}.{}", target, names.key))));
  append(flags, std::move(triple));
  const auto key = Key::parse("target");
  BUILDSTD_TRY(const auto* const tables, find_table(data, key));
  if (tables == nullptr) return flags;
  for (const auto& [name, table] : *tables) {
    if (!name.starts_with("cfg(") || !name.ends_with(')')) continue;
    const auto selector = TargetSelector::parse(name);
    if (!selector || !selector->matches(target, cfgs)) continue;
    BUILDSTD_TRY(auto words, find_word_values(data, key.exact_child(name).exact_child(names.key)));
    append(flags, std::move(words));
  }
  return flags;
}

}  // namespace

Result<Flags> compiler_flags(const Config& config, FlagTool tool, std::string_view target, const CfgSet& cfgs) {
  const auto& data = config.data();
  const auto names = names_of(tool);
  BUILDSTD_CHECK(check_build_table(data));
  BUILDSTD_CHECK(check_target_tables(data));
  if (auto flags = from_variables(data, names)) return *std::move(flags);
  BUILDSTD_TRY(auto tables, from_target_tables(data, names, target, cfgs));
  if (!tables.flags.empty()) return tables;
  const auto key = Key::parse(fmt::format("build.{}", names.key));
  BUILDSTD_TRY(const auto build, find_words(data, key));
  if (!build) return Flags();
  BUILDSTD_TRY(auto words, find_word_values(data, key));
  Flags flags{Flags::Source::build_table, {}, {}};
  append(flags, std::move(words));
  return flags;
}

Result<Flags> host_flags(const Config& config, FlagTool tool, std::string_view host, const CfgSet& cfgs,
                         TargetsRequested targets) {
  if (targets == TargetsRequested::yes) return Flags();
  return compiler_flags(config, tool, host, cfgs);
}

}  // namespace buildstd::config
