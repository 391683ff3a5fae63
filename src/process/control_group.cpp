// SPDX-License-Identifier: MIT
#include "process/control_group.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::process {

namespace {

using std::filesystem::path;

/// The names of one version's files.
struct GroupVersion {
  std::string_view limit;
  std::string_view usage;
  std::array<std::string_view, 2> of_files;  ///< members of `memory.stat`
};
constexpr GroupVersion group_version_1{
    "memory.limit_in_bytes", "memory.usage_in_bytes", {"total_inactive_file", "total_active_file"}};
constexpr GroupVersion group_version_2{"memory.max", "memory.current", {"inactive_file", "active_file"}};

// None of ours is longer; empty where there is none.
std::string read_of_group(const path& name) {
  constexpr std::uint64_t most = 64 * 1024;
  return fs::read(name, most).value_or("");
}

// `max` is no number: no limit.
std::optional<std::uint64_t> limit_of(std::string_view text) {
  return text::whole_number<std::uint64_t>(text::trim(text));
}

std::uint64_t memory_of_files(const std::string& statistics, const GroupVersion& version) {
  std::uint64_t sum = 0;
  for (const auto line : text::lines(statistics)) {
    const auto words = text::words(line);
    if (words.size() == 2 && std::ranges::find(version.of_files, words[0]) != version.of_files.end())
      sum += limit_of(words[1]).value_or(0);
  }
  return sum;
}

std::optional<std::uint64_t> left_in(const path& group, const GroupVersion& version) {
  const auto limit = limit_of(read_of_group(group / version.limit));
  const auto usage = limit_of(read_of_group(group / version.usage));
  if (!limit || !usage) return std::nullopt;
  const auto of_files = memory_of_files(read_of_group(group / "memory.stat"), version);
  const auto used = *usage - std::min(*usage, of_files);
  return *limit - std::min(*limit, used);
}

// Each group above has a say too. Where a container sees only its own groups, the path may be one of outside: then the
// root is the container's.
std::optional<std::uint64_t> least_left(const path& root, std::string_view own, const GroupVersion& version) {
  std::optional<std::uint64_t> least;
  for (auto group = root / path(own).relative_path();; group = group.parent_path()) {
    const auto left = left_in(group, version);
    if (left && (!least || *left < *least)) least = left;
    if (group == root || group == group.parent_path()) return least;
  }
}

bool has_controller(std::string_view controllers, std::string_view name) {
  const auto all = text::split(controllers, ',');
  return std::ranges::find(all, name) != all.end();
}

}  // namespace

// A line is `ID:CONTROLLERS:PATH`; version 2 has no controllers there.
std::optional<std::uint64_t> memory_left_in_groups(const ControlGroupFiles& files) {
  const auto own = read_of_group(files.own);
  std::optional<std::uint64_t> least;
  for (const auto line : text::lines(own)) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const auto group = line.substr(second + 1);
    std::optional<std::uint64_t> left;
    if (controllers.empty()) left = least_left(files.root, group, group_version_2);
    if (has_controller(controllers, "memory")) left = least_left(files.root / "memory", group, group_version_1);
    if (left && (!least || *left < *least)) least = left;
  }
  return least;
}

}  // namespace buildstd::process
