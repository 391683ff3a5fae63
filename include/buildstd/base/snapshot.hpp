// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace buildstd {

/// What files were, to see later whether they still are: of each its state, or that there was none.
/// Checking costs one system call a file.
class Snapshot {
 public:
  /// A file, a directory (whose time tells what was made and removed in it), or the absence of either.
  void add(const std::filesystem::path& path) { paths_.emplace(path, false); }
  /// The same of what buildstd has made itself: it may be new, and get more hard links.
  void add_own(const std::filesystem::path& path) { paths_.emplace(path, true); }
  /// Text for `holds`; nothing where something has changed since a time, so that what was seen of it is not sure.
  /// @param since_ns since the epoch; before anything was looked at
  [[nodiscard]] std::optional<std::string> take(std::int64_t since_ns) const;
  /// What everything is now, to be compared with what it is later.
  [[nodiscard]] std::string states() const;
  /// Whether everything is still as it was. Text of another form does not hold.
  static bool holds(std::string_view text);

 private:
  std::map<std::filesystem::path, bool> paths_;  ///< to whether it is buildstd's own
};

}  // namespace buildstd
