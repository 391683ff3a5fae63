// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "buildstd/base/file_state.hpp"

namespace buildstd {

/// What files were when keys were made over their content, to see later whether what was made of them since is what the
/// keys say. Notices also what was exchanged and put back: that changes the time of a file's last change, or that of a
/// directory above it.
class InputStates {
 public:
  /// A file that is read by who names it, and the directories between it and `root`.
  void add(const std::filesystem::path& file, const std::filesystem::path& root,
           const std::optional<fs::FileState>& state);
  /// One that all that is made depends on.
  void add_always(const std::filesystem::path& file, const std::filesystem::path& root);

  /// The first of these files, or of those that always count, that has changed; nothing: none has.
  /// @param read what was read, absolute; unset: all may have been
  [[nodiscard]] std::optional<std::string> change(const std::optional<std::set<std::string>>& read) const;

 private:
  using States = std::unordered_map<std::string, std::optional<fs::FileState>>;

  void add_directories(std::filesystem::path directory, const std::filesystem::path& root);
  [[nodiscard]] bool is_changed(const std::string& file, std::set<std::string>& seen) const;

  States files_;
  States directories_;
  std::vector<std::string> always_;
};

}  // namespace buildstd
