// SPDX-License-Identifier: MIT
#include <algorithm>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/cache/cache.hpp"
#include "cache/entry.hpp"

namespace buildstd::cache {

namespace {

using fs::Path;

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t day_ns = 24 * hour_ns;

struct Kept {
  Path folder;
  std::uint64_t bytes = 0;
  std::int64_t used_ns = 0;
};

std::vector<Path> below(const Path& folder) {
  std::vector<Path> paths;
  for (const auto& name : fs::list(folder).value_or(std::vector<std::string>())) paths.push_back(folder / name);
  return paths;
}

// A description that cannot be read counts as of no use since ever.
std::vector<Kept> kept_units(const Path& units) {
  std::vector<Kept> all;
  for (const auto& group : below(units)) {
    for (const auto& unit : below(group)) {
      for (const auto& variant : below(unit)) {
        const auto entry = read_entry(variant);
        const auto stamp = fs::stamp(variant / entry_file).value_or(fs::FileStamp());
        all.push_back({variant, entry ? entry->bytes() : 0, entry ? stamp.modified_ns : 0});
      }
    }
  }
  return all;
}

// Folders whose last unit has gone; one that is in use is not empty, and stays.
void remove_empty(const Path& folder) {
  if (below(folder).empty()) [[maybe_unused]]
    const auto removed = fs::remove_empty_directory(folder);
}

}  // namespace

Statistics Cache::statistics() const {
  Statistics sum;
  for (const auto& kept : kept_units(root_ / "units")) {
    ++sum.units;
    sum.bytes += kept.bytes;
  }
  return sum;
}

Statistics Cache::collect(const Limits& limits, std::int64_t now_ns) {
  auto all = kept_units(root_ / "units");
  std::ranges::sort(all, {}, &Kept::used_ns);
  std::uint64_t left = 0;
  for (const auto& kept : all) left += kept.bytes;
  Statistics removed;
  for (const auto& kept : all) {
    if (left <= limits.size && now_ns - kept.used_ns <= limits.age_ns) continue;
    drop(kept.folder);
    remove_empty(kept.folder.parent_path());
    remove_empty(kept.folder.parent_path().parent_path());
    left -= kept.bytes;
    ++removed.units;
    removed.bytes += kept.bytes;
  }
  // Nothing is on its way for as long as an hour.
  for (const auto& path : below(incoming())) {
    const auto stamp = fs::stamp(path);
    if (!stamp || now_ns - stamp->modified_ns > hour_ns) [[maybe_unused]]
      const auto gone = fs::remove_all(path);
  }
  for (const auto& path : below(answers())) {
    const auto stamp = fs::stamp(path);
    if (stamp && fs::is_file(path) && now_ns - stamp->modified_ns > limits.age_ns) [[maybe_unused]]
      const auto gone = fs::remove_all(path);
  }
  return removed;
}

void Cache::collect_now_and_then(const Limits& limits, std::int64_t now_ns) {
  const auto mark = root_ / "collected";
  const auto last = fs::stamp(mark);
  if (last && now_ns - last->modified_ns < day_ns) return;
  if (!fs::write_atomically(mark, "")) return;
  collect(limits, now_ns);
}

}  // namespace buildstd::cache
