// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "buildstd/base/error.hpp"
#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/trusted_directory.hpp"

namespace buildstd::ops {

/// What `clean` took away.
struct Cleaned {
  std::filesystem::path directory;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

/// `<target-dir>/buildstd`: all that is kept of a workspace. Its content is only used where this user made it, in this
/// place: not what came with a checkout, was copied or restored, or is another user's. A file, `.made-here`, tells: it
/// has the inode of another file, the lock, and the time of its last change, which nobody can set.
class StateDirectory {
 public:
  explicit StateDirectory(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Makes it, or what is there into one that can be used; from then on `clean` waits until this is destroyed. Done
  /// once. An error where it cannot be made, or something else is in its place.
  /// @param waiting is called where another process removes it
  Result<void> prepare(const std::function<void()>& waiting);
  /// The directory when it is prepared, else null.
  [[nodiscard]] const std::shared_ptr<const fs::TrustedDirectory>& directory() const { return directory_; }
  /// A directory in it, made where it is missing; null where this is not prepared, or it cannot be made.
  [[nodiscard]] std::shared_ptr<const fs::TrustedDirectory> open(const std::string& name) const;
  /// Why what had been there was not used, once; for people.
  std::optional<std::string> take_discarded() { return std::exchange(discarded_, std::nullopt); }

  /// Removes a directory that buildstd has made, here or elsewhere; one that is not there is no error.
  /// @param waiting is called where others use it
  static Result<Cleaned> remove(const std::filesystem::path& path, const std::function<void()>& waiting);

 private:
  Result<fs::TrustedDirectory> open_or_make();
  Result<bool> is_made_here(const fs::TrustedDirectory& directory);
  Result<void> make_new(const fs::TrustedDirectory& directory, const std::function<void()>& waiting);

  std::filesystem::path path_;
  std::shared_ptr<const fs::TrustedDirectory> directory_;
  std::optional<fs::FileLock> lock_;
  std::optional<std::string> discarded_;
};

}  // namespace buildstd::ops
