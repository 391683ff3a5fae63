// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/trusted_directory.hpp"
#include "buildstd/cache/uses.hpp"
#include "buildstd/invoker/unit_store.hpp"

/// What serves all workspaces of a user: finished units, and answers that are the same everywhere.
namespace buildstd::cache {

/// Where the cache is: `BUILDSTD_CACHE_DIR`, else `buildstd` in the user's folder for caches (`XDG_CACHE_HOME`, else
/// `.cache` in the home directory; on Windows `LOCALAPPDATA`). Nothing where there is no such folder, or
/// BUILDSTD_CACHE_DIR is set to nothing.
struct Location {
  std::filesystem::path directory;
  bool named_by_user = false;  ///< by BUILDSTD_CACHE_DIR
  /// What is not made where it is missing: a home directory. All below is, private to the user.
  std::filesystem::path not_made = "/";
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

/// A unit in the cache as it can be given away.
struct KeptUnit {
  std::string key;
  std::string record;                        ///< its description, JSON
  std::vector<std::filesystem::path> files;  ///< in the description's order
};

/// Finished units in one directory, for any number of processes at once. A unit is published by a rename and never
/// changed afterwards, and its content is checked each time it is served; what is damaged is removed. Nothing is
/// served that another user could have written. What is not there any more costs a compilation, nothing else.
class Cache final : public invoker::UnitStore {
 public:
  /// Makes the directory where there is none. An error where it is not to be trusted, or cannot be made. One that
  /// cannot be written to serves what it has.
  static Result<Cache> open(const Location& location);
  /// Only the answers of a cache that is there: nothing else is looked at, and nothing is made.
  static Result<fs::TrustedDirectory> open_answers(const Location& location);

  Answer fetch(const invoker::StoredUnit& unit, const Environment& environment) override;
  void keep(const invoker::StoredUnit& unit, const invoker::UnitResult& result) override;

  /// A directory for files from elsewhere, until they are accepted or discarded. An error where nothing can be kept.
  [[nodiscard]] Result<std::filesystem::path> make_incoming() const;
  /// Keeps a unit whose files lie in such a directory, as `describe` had it elsewhere. What is wrong with it shows when
  /// it is fetched: then it is checked like all that is kept.
  /// @param record its description
  /// @param files their names in the directory, in the description's order
  Result<void> accept(const std::filesystem::path& incoming, const std::string& key, const std::string& record,
                      const std::vector<std::string>& files);
  void discard(const std::filesystem::path& incoming) const;
  /// A unit that is kept, for elsewhere; nothing where it is not, or not any more.
  /// @param variant `ObservedInputs::digest` of what it depends on
  [[nodiscard]] std::optional<KeptUnit> describe(const std::string& key, const std::string& variant) const;
  /// The same of all units.
  [[nodiscard]] std::vector<KeptUnit> describe_all() const;

  /// Held by whoever makes something, so that others who want the same wait, and then find it. Where that cannot be,
  /// they do not wait.
  fs::FileLock lock(const std::string& name, const std::function<void()>& waiting);
  /// For answers about compilers and sources.
  [[nodiscard]] const std::shared_ptr<const fs::TrustedDirectory>& answers() const { return answers_; }
  /// What has been found here, or kept, through this object; and is there still.
  [[nodiscard]] std::vector<KeptUnit> describe_used() const;

  /// What has kept the cache from doing its part, once; it costs time, nothing else.
  std::optional<Error> take_trouble();

  /// Adds to what `uses` tells.
  void count(const Uses& uses);
  /// What was found here, and in a remote, since the cache was made.
  [[nodiscard]] Uses uses() const;

  [[nodiscard]] Statistics statistics() const;
  /// Removes what has not been used for longer than the limit, then the longest unused until the rest fits, and what
  /// killed processes have left.
  /// @param now_ns since the epoch
  /// @return what was removed
  Statistics collect(const Limits& limits, std::int64_t now_ns);
  /// The same at most once a day.
  void collect_now_and_then(const Limits& limits, std::int64_t now_ns);

 private:
  Cache(fs::TrustedDirectory root, fs::TrustedDirectory units, fs::TrustedDirectory incoming,
        fs::TrustedDirectory locks, fs::TrustedDirectory answers);

  [[nodiscard]] std::optional<fs::TrustedDirectory> open_unit(const std::string& key, std::string& reason) const;
  [[nodiscard]] std::optional<fs::TrustedDirectory> open_or_drop(const fs::TrustedDirectory& directory,
                                                                 const std::string& name, std::string& reason) const;
  Result<void> stage(const invoker::StoredUnit& unit, const invoker::UnitResult& result,
                     const fs::TrustedDirectory& staged) const;
  Result<void> take_files(const fs::TrustedDirectory& from, const std::vector<std::string>& files,
                          const invoker::UnitResult& result, const fs::TrustedDirectory& staged) const;
  Result<void> publish(const std::string& staged, const std::string& key, const std::string& variant) const;
  /// Takes something of `directory` out of sight, and away.
  void drop(const fs::TrustedDirectory& directory, const std::string& name) const;
  void note_trouble(const Error& error);

  fs::TrustedDirectory root_;
  fs::TrustedDirectory units_;
  fs::TrustedDirectory incoming_;
  fs::TrustedDirectory locks_;
  std::shared_ptr<const fs::TrustedDirectory> answers_;
  std::set<std::pair<std::string, std::string>> used_;  ///< keys and variants
  std::optional<Error> trouble_;
  bool keeps_ = true;  ///< until something could not be kept
};

}  // namespace buildstd::cache
