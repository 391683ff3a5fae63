// SPDX-License-Identifier: MIT
#include "buildstd/base/input_states.hpp"

#include <algorithm>

namespace buildstd {

namespace {

// A directory in which files come and go has another time of modification too; one that was renamed, or replaced and
// put back, has not.
bool was_exchanged(const std::optional<fs::FileState>& before, const std::optional<fs::FileState>& now) {
  if (!before || !now) return before != now;
  return before->inode != now->inode ||
         (before->changed_ns != now->changed_ns && before->modified_ns == now->modified_ns);
}

}  // namespace

void InputStates::add(const std::filesystem::path& file, const std::filesystem::path& root,
                      const std::optional<fs::FileState>& state) {
  files_.insert_or_assign(file.string(), state);
  add_directories(file.parent_path(), root);
}

void InputStates::add_always(const std::filesystem::path& file, const std::filesystem::path& root) {
  add(file, root, fs::file_state(file));
  always_.push_back(file.string());
}

void InputStates::add_directories(std::filesystem::path directory, const std::filesystem::path& root) {
  for (; directory.string().starts_with(root.string()); directory = directory.parent_path()) {
    const auto [known, is_new] = directories_.try_emplace(directory.string());
    if (!is_new) return;  // and so those above it are known
    known->second = fs::file_state(directory);
    if (directory == directory.parent_path()) return;
  }
}

std::optional<std::string> InputStates::change(const std::optional<std::set<std::string>>& read) const {
  std::set<std::string> seen;
  const auto changed = [&](const std::string& file) { return is_changed(file, seen); };
  if (const auto found = std::ranges::find_if(always_, changed); found != always_.end()) return *found;
  if (read) {
    const auto found = std::ranges::find_if(*read, changed);
    return found == read->end() ? std::nullopt : std::optional(*found);
  }
  const auto found = std::ranges::find_if(files_, [&](const auto& entry) { return changed(entry.first); });
  return found == files_.end() ? std::nullopt : std::optional(found->first);
}

bool InputStates::is_changed(const std::string& file, std::set<std::string>& seen) const {
  const auto known = files_.find(file);
  if (known == files_.end()) return false;
  if (!fs::is_unchanged(known->second, fs::file_state(file))) return true;
  for (std::filesystem::path directory = std::filesystem::path(file).parent_path();;
       directory = directory.parent_path()) {
    const auto before = directories_.find(directory.string());
    if (before == directories_.end() || !seen.insert(before->first).second) return false;
    if (was_exchanged(before->second, fs::file_state(directory))) return true;
  }
}

}  // namespace buildstd
