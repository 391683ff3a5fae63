// SPDX-License-Identifier: MIT
#include "merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace buildstd::config {

namespace {

// Cargo: src/context/config_value.rs, NON_MERGEABLE_LISTS.
constexpr std::array<std::string_view, 6> whole_lists = {
    "credential-alias.*",           "doc.browser",    "host.runner", "registries.*.credential-provider",
    "registry.credential-provider", "target.*.runner"};

bool incoming_wins(const Value& present, const Value& incoming, Precedence precedence) {
  return precedence == Precedence::incoming || incoming.source.outranks(present.source);
}

void merge_lists(Value& present, Value& incoming, Precedence precedence, const Key& key) {
  auto& old_items = std::get<Value::List>(present.data);
  auto& new_items = std::get<Value::List>(incoming.data);
  if (replaces_as_whole(key)) {
    if (incoming_wins(present, incoming, precedence)) old_items.swap(new_items);
  } else {
    if (precedence == Precedence::present) old_items.swap(new_items);
    std::ranges::move(new_items, std::back_inserter(old_items));
  }
  sort_by_rank(old_items);
}

Error kinds_differ(const Value& present, const Value& incoming, const Key& key) {
  auto error = Error(fmt::format("failed to merge key `{}` between {} and {}", key.display(), present.source.describe(),
                                 incoming.source.describe()))
                   .caused_by(fmt::format("expected {}, but found {}", present.type_name(), incoming.type_name()));
  if (const auto place = present.source.place(); place && place->line != 0) {
    error = std::move(error).note(fmt::format("the {} is set at {}:{}:{}", present.type_name(), place->file.string(),
                                              place->line, place->column));
  }
  return at(std::move(error), incoming.source);
}

Result<void> merge_at(Value& present, Value& incoming, Precedence precedence, const Key& key) {
  auto* const table = std::get_if<Value::Table>(&present.data);
  auto* const other = std::get_if<Value::Table>(&incoming.data);
  if (table != nullptr && other != nullptr) {
    for (auto& [name, value] : *other) {
      const auto found = table->find(name);
      if (found == table->end()) {
        table->emplace(name, std::move(value));
      } else {
        BUILDSTD_CHECK(merge_at(found->second, value, precedence, key.child(name)));
      }
    }
    return {};
  }
  if (present.list() != nullptr && incoming.list() != nullptr) {
    merge_lists(present, incoming, precedence, key);
    return {};
  }
  const auto is_scalar = [](const Value& value) { return value.list() == nullptr && value.table() == nullptr; };
  if (!is_scalar(present) || !is_scalar(incoming)) return fail(kinds_differ(present, incoming, key));
  if (incoming_wins(present, incoming, precedence)) std::swap(present, incoming);
  return {};
}

}  // namespace

bool replaces_as_whole(const Key& key) {
  return std::ranges::any_of(whole_lists, [&](std::string_view pattern) { return key.matches(pattern); });
}

void sort_by_rank(Value::List& list) {
  std::ranges::stable_sort(list, {}, [](const Value& item) { return item.source.kind; });
}

Result<void> merge(Value& present, Value incoming, Precedence precedence) {
  return merge_at(present, incoming, precedence, Key());
}

}  // namespace buildstd::config
