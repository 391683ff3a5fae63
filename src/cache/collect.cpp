// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdlib>
#include <vector>

#include "buildstd/cache/cache.hpp"
#include "cache/entry.hpp"
#include "cache/layout.hpp"

namespace buildstd::cache {

namespace {

using fs::TrustedDirectory;
using Names = std::vector<std::string>;

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t day_ns = 24 * hour_ns;

/// A variant of a unit, and what it takes.
struct Kept {
  VariantName name;
  std::uint64_t bytes = 0;
  std::int64_t used_ns = 0;
};

Names names_in(const TrustedDirectory& directory) { return directory.list().value_or(Names()); }

// What cannot be read counts as of no use since ever, and so do directories that are not to be trusted.
template <class Visit>
void visit_units(const TrustedDirectory& units, Visit&& visit) {
  visit_variants(units, [&](const TrustedDirectory& unit, const VariantName& name) {
    Kept kept{name};
    if (const auto variant = unit.directory(name.variant)) {
      if (const auto entry = read_entry(*variant)) {
        kept.bytes = entry->bytes();
        kept.used_ns = variant->file_state(entry_file).value_or(fs::FileState()).modified_ns;
      }
    }
    visit(unit, kept);
  });
}

// Links, and what is somebody else's: nothing of ours.
void remove_what_is_not_ours(const TrustedDirectory& directory) {
  for (const auto& name : names_in(directory)) {
    if (!directory.directory(name)) [[maybe_unused]]
      const auto removed = directory.remove(name);
  }
}

// Of files that nobody uses for so long. A time that is still to come is no sign of use.
void remove_older(const TrustedDirectory& directory, std::int64_t age_ns, std::int64_t now_ns, const auto& is_meant) {
  for (const auto& name : names_in(directory)) {
    const auto state = directory.file_state(name);
    if (state && is_meant(name) && std::abs(now_ns - state->modified_ns) > age_ns) [[maybe_unused]]
      const auto removed = directory.remove(name);
  }
}

}  // namespace

Statistics Cache::statistics() const {
  Statistics sum;
  visit_units(units_, [&](const TrustedDirectory&, const Kept& kept) {
    ++sum.units;
    sum.bytes += kept.bytes;
  });
  return sum;
}

Statistics Cache::collect(const Limits& limits, std::int64_t now_ns) {
  remove_what_is_not_ours(units_);
  std::vector<Kept> all;
  visit_units(units_, [&](const TrustedDirectory& unit, Kept kept) {
    if (kept.used_ns > now_ns + day_ns) {  // by a clock that was wrong
      if (const auto variant = unit.directory(kept.name.variant)) variant->touch(entry_file);
      kept.used_ns = now_ns;
    }
    all.push_back(std::move(kept));
  });
  std::ranges::sort(all, {}, &Kept::used_ns);
  std::uint64_t left = 0;
  for (const auto& kept : all) left += kept.bytes;
  Statistics removed;
  for (const auto& kept : all) {
    if (left <= limits.size && now_ns - kept.used_ns <= limits.age_ns) continue;
    if (const auto group = units_.directory(kept.name.group)) {
      if (const auto unit = group->directory(kept.name.unit)) drop(*unit, kept.name.variant);
      group->remove_if_empty(kept.name.unit);
    }
    units_.remove_if_empty(kept.name.group);
    left -= kept.bytes;
    ++removed.units;
    removed.bytes += kept.bytes;
  }
  // Nothing is on its way for as long as an hour.
  const auto all_of_them = [](const std::string&) { return true; };
  const auto is_temporary = [](const std::string& name) {
    return name.starts_with(TrustedDirectory::temporary_prefix);
  };
  remove_older(incoming_, hour_ns, now_ns, all_of_them);
  remove_older(*answers_, hour_ns, now_ns, is_temporary);
  remove_older(*answers_, limits.age_ns, now_ns, all_of_them);
  return removed;
}

void Cache::collect_now_and_then(const Limits& limits, std::int64_t now_ns) {
  constexpr const char* mark = "collected";
  const auto last = root_.file_state(mark);
  const auto age_ns = last ? now_ns - last->modified_ns : day_ns;
  if (age_ns > -hour_ns && age_ns < day_ns) return;
  if (!root_.write(mark, "")) return;
  collect(limits, now_ns);
}

}  // namespace buildstd::cache
