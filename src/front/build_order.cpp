// SPDX-License-Identifier: MIT
#include "front/build_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::front {

namespace {

using fs::Path;
using Ways = std::map<std::string, std::uint64_t>;

constexpr std::size_t most_files = 10'000;
constexpr const char* kept_ways = "ways";
constexpr const char* ways_lock = "ways.lock";
constexpr int most_reads = 50;
constexpr std::chrono::milliseconds time_between_reads{10};

std::string name_in_ways(std::string_view name, std::string_view version) {
  return fmt::format("{} {}", name, version);
}

// Cargo.lock is beside the build directory, if that is in its usual place, else where Cargo is or above; empty:
// nowhere.
Path find_lock(const Path& build_directory, const Path& cargo) {
  const auto usual = build_directory.parent_path() / "Cargo.lock";
  if (fs::is_file(usual)) return usual;
  auto folder = cargo;
  while (!fs::is_file(folder / "Cargo.lock") && folder != folder.parent_path()) folder = folder.parent_path();
  return fs::is_file(folder / "Cargo.lock") ? folder / "Cargo.lock" : Path();
}

// Lines of `NAME VERSION WAY`.
std::string ways_beside(const Package& package, const Path& lock_file) {
  const auto locked = workspace::read_lockfile(lock_file);
  if (!locked) return {};
  const auto folder = package.folder.parent_path();
  const auto ways = ways_to_the_end(*locked, [&](const workspace::LockedPackage& other) {
    const auto versioned = bytes_of_source(folder / fmt::format("{}-{}", other.name, other.version.str()));
    return versioned != 0 ? versioned : bytes_of_source(folder / other.name);
  });
  std::string text;
  for (const auto& [name, way] : ways) text += fmt::format("{} {}\n", name, way);
  return text;
}

std::optional<std::uint64_t> kept_way(const Package& package, const std::string& ways) {
  const auto start = name_in_ways(package.name, package.version) + ' ';
  for (const auto line : text::lines(ways)) {
    if (!line.starts_with(start)) continue;
    if (const auto way = text::whole_number<std::uint64_t>(line.substr(start.size()))) return way;
  }
  return std::nullopt;
}

}  // namespace

// From the packages that nobody uses, each after all that use it. Development dependencies may go round in a circle: of
// what is in one, some package is taken before one that uses it.
Ways ways_to_the_end(const workspace::Lockfile& lock,
                     const std::function<std::uint64_t(const workspace::LockedPackage&)>& work) {
  const auto& packages = lock.packages;
  std::vector<std::size_t> users_left(packages.size());
  std::vector<std::uint64_t> behind(packages.size());
  for (const auto& package : packages) {
    for (const auto used : package.dependencies) ++users_left[used];
  }
  Ways ways;
  std::vector<bool> reached(packages.size());
  const auto reach_from = [&](std::size_t start) {
    for (std::vector next{start}; !next.empty();) {
      const auto i = next.back();
      next.pop_back();
      if (reached[i]) continue;
      reached[i] = true;
      const auto own = work(packages[i]);
      const auto way = std::max(own, own / 2 + behind[i]);
      ways[name_in_ways(packages[i].name, packages[i].version.str())] = way;
      for (const auto used : packages[i].dependencies) {
        behind[used] = std::max(behind[used], way);
        if (--users_left[used] == 0) next.push_back(used);
      }
    }
  };
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (users_left[i] == 0) reach_from(i);
  }
  for (std::size_t i = 0; i < packages.size(); ++i) reach_from(i);
  return ways;
}

std::uint64_t bytes_of_source(const Path& package) {
  std::uint64_t bytes = 0;
  std::error_code error;
  std::size_t files = 0;
  for (std::filesystem::recursive_directory_iterator
           entry(package / "src", std::filesystem::directory_options::skip_permission_denied, error),
       end;
       !error && entry != end && ++files <= most_files; entry.increment(error)) {
    std::error_code no_size;
    if (entry->path().extension() != ".rs") continue;
    if (const auto size = entry->file_size(no_size); !no_size) bytes += size;
  }
  return bytes;
}

std::uint64_t way_of(const Package& package, const fs::TrustedDirectory& run, const Path& build_directory,
                     const Path& cargo) {
  auto ways = run.read(kept_ways);
  for (int i = 0; !ways && i < most_reads; ++i) {
    const auto lock = fs::FileLock::try_acquire(run, ways_lock);
    if (lock && !*lock) {  // another call finds them
      std::this_thread::sleep_for(time_between_reads);
      ways = run.read(kept_ways);
      continue;
    }
    ways = ways_beside(package, find_lock(build_directory, cargo));
    [[maybe_unused]] const auto written = run.write(kept_ways, *ways);
  }
  const auto known = ways ? kept_way(package, *ways) : std::nullopt;
  return known ? *known : bytes_of_source(package.folder);
}

}  // namespace buildstd::front
