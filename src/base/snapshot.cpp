// SPDX-License-Identifier: MIT
#include "buildstd/base/snapshot.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"

// Lines: `D FOLDER`, then its entries: `STAMP NAME`.
namespace buildstd {

namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

}  // namespace

std::optional<std::string> Snapshot::take(std::int64_t since_ns) const {
  std::string text;
  std::filesystem::path folder;
  for (const auto& [path, must_be_old] : paths_) {
    if (path.native().find('\n') != std::string::npos || !path.is_absolute()) return std::nullopt;
    const auto stamp = fs::stamp(path);
    // A whole second more, for file systems with coarse times.
    if (must_be_old && stamp && stamp->changed_ns + 1'000'000'000 >= since_ns) return std::nullopt;
    if (text.empty() || path.parent_path() != folder) {
      folder = path.parent_path();
      text += fmt::format("D {}\n", folder.string());
    }
    text += fmt::format("{} {}\n", fs::stamp_text(stamp), path.filename().string());
  }
  return text;
}

bool Snapshot::holds(std::string_view text) {
  if (!text.starts_with("D ")) return false;
  std::optional<fs::Folder> folder;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.starts_with("D ")) {
      folder.emplace(fs::Path(line.substr(2)));
      continue;
    }
    const auto name_at = line.find(' ');
    if (name_at == std::string_view::npos) return false;
    const auto now = folder->stamp(std::string(line.substr(name_at + 1)));
    if (fs::stamp_text(now) != line.substr(0, name_at)) return false;
  }
  return true;
}

}  // namespace buildstd
