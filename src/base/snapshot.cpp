// SPDX-License-Identifier: MIT
#include "buildstd/base/snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "buildstd/base/directory_handle.hpp"

// Lines: `D FOLDER`, then what is below it: `STATE RELATIVE-PATH`.
namespace buildstd {

namespace {

constexpr std::string_view folder_mark = "D ";
// What is deeper below the folder gets one of its own: each step costs time.
constexpr std::ptrdiff_t deepest = 5;

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// The path relative to the folder, if it is below it and not too deep.
std::optional<std::string_view> below(std::string_view path, std::string_view folder) {
  if (folder.size() <= 1 || !path.starts_with(folder) || path.size() <= folder.size() || path[folder.size()] != '/')
    return std::nullopt;
  path.remove_prefix(folder.size() + 1);
  return std::ranges::count(path, '/') <= deepest ? std::optional(path) : std::nullopt;
}

}  // namespace

std::optional<std::string> Snapshot::take(std::int64_t since_ns) const {
  std::string text;
  std::string folder;
  for (const auto& [path, is_own] : paths_) {
    const auto& name = path.native();
    if (name.find('\n') != std::string::npos || !path.is_absolute()) return std::nullopt;
    auto state = fs::file_state(path);
    // A whole second more, for file systems with coarse times.
    if (!is_own && state && state->changed_ns + 1'000'000'000 >= since_ns) return std::nullopt;
    if (is_own && state) state = state->of_own_file();
    auto relative = below(name, folder);
    if (!relative) {
      folder = path.parent_path().string();
      text += fmt::format("{}{}\n", folder_mark, folder);
      relative = std::string_view(name).substr(name.rfind('/') + 1);
    }
    text += fmt::format("{} {}\n", fs::to_text(state), *relative);
  }
  return text;
}

std::string Snapshot::states() const {
  std::string text;
  for (const auto& [path, is_own] : paths_) {
    auto state = fs::file_state(path);
    if (is_own && state) state = state->of_own_file();
    text += fmt::format("{} {}\n", fs::to_text(state), path.string());
  }
  return text;
}

bool Snapshot::holds(std::string_view text) {
  if (!text.starts_with(folder_mark)) return false;
  std::optional<fs::DirectoryHandle> folder;
  std::string path;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.starts_with(folder_mark)) {
      folder.emplace(std::string(line.substr(folder_mark.size())));
      continue;
    }
    const auto path_at = line.find(' ');
    if (path_at == std::string_view::npos) return false;
    const auto before = fs::parse_file_state(line.substr(0, path_at));
    path = line.substr(path_at + 1);
    if (!before || !fs::is_unchanged(*before, folder->file_state(path))) return false;
  }
  return true;
}

}  // namespace buildstd
