// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/invoker/unit_store.hpp"

/// What serves all workspaces of a user: finished units, and answers that are the same everywhere.
namespace buildstd::cache {

/// Where the cache is: `BUILDSTD_CACHE_DIR`, else `buildstd` in the user's folder for caches (`XDG_CACHE_HOME`, else
/// `.cache` in the home directory; on Windows `LOCALAPPDATA`). Nothing where there is no such folder, or
/// BUILDSTD_CACHE_DIR is set to nothing.
struct Location {
  std::filesystem::path directory;
  bool named_by_user = false;  ///< by BUILDSTD_CACHE_DIR
};
std::optional<Location> locate(const Environment& environment, const std::filesystem::path& cwd);

/// How much is kept.
struct Limits {
  std::uint64_t size = 5ULL << 30;                  ///< bytes: a dozen whole stds, more of what they share
  std::int64_t age_ns = 30LL * 86'400'000'000'000;  ///< since the last use
};

struct Statistics {
  std::size_t units = 0;
  std::uint64_t bytes = 0;
};

/// Finished units in one folder, for any number of processes at once. A unit is published by a rename and never
/// changed afterwards, and its content is checked each time it is served; what is damaged is removed. Nothing is
/// served that another user could have written. What is not there any more costs a compilation, nothing else.
class Cache final : public invoker::UnitStore {
 public:
  /// Makes the folder where there is none. An error where it is not to be trusted, or cannot be written.
  static Result<Cache> open(const std::filesystem::path& directory);

  Answer fetch(const invoker::StoredUnit& unit, const Environment& environment) override;
  void keep(const invoker::StoredUnit& unit, const ObservedInputs& observed) override;

  /// Held by whoever makes something, so that others who want the same wait, and then find it.
  [[nodiscard]] Result<fs::FileLock> lock(const std::string& name, const std::function<void()>& waiting) const;
  /// For answers about compilers and sources.
  [[nodiscard]] std::filesystem::path answers() const { return root_ / "answers"; }

  [[nodiscard]] Statistics statistics() const;
  /// Removes what has not been used for longer than the limit, then the longest unused until the rest fits, and what
  /// killed processes have left.
  /// @param now_ns since the epoch
  /// @return what was removed
  Statistics collect(const Limits& limits, std::int64_t now_ns);
  /// The same at most once a day.
  void collect_now_and_then(const Limits& limits, std::int64_t now_ns);

 private:
  explicit Cache(std::filesystem::path root) : root_(std::move(root)) {}
  [[nodiscard]] std::filesystem::path variants(const std::string& key) const;
  [[nodiscard]] std::filesystem::path incoming() const { return root_ / "incoming"; }
  [[nodiscard]] std::filesystem::path staging();
  Result<void> stage(const invoker::StoredUnit& unit, const ObservedInputs& observed,
                     const std::filesystem::path& folder) const;
  void drop(const std::filesystem::path& entry);

  std::filesystem::path root_;
  unsigned serial_ = 0;
};

}  // namespace buildstd::cache
