// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "buildstd/base/error.hpp"

namespace buildstd::fs {

/// What the file system tells of a file, kept to notice later that the file has changed or is another one. A part that
/// is 0 was not kept, and is not compared:
///
/// | kept of | parts |
/// |---|---|
/// | sources, compilers, configuration: what somebody else may exchange | all |
/// | what buildstd has made: hard links to it come and go, which changes the time of the last change | no `changed_ns`
/// | | what build scripts have looked at: it may be in a directory that was copied (`cp -a`, a CI's cache) | `size`,
/// `modified_ns` |
struct FileState {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since the epoch; anybody who may write to the file can set it
  std::uint64_t inode = 0;
  std::int64_t changed_ns = 0;  ///< of the last change of content, name, links or permissions; only the system sets it

  /// What is kept of a file that buildstd has made.
  [[nodiscard]] FileState of_own_file() const { return {size, modified_ns, inode, 0}; }
  /// What is kept of a file whose copies are as good.
  [[nodiscard]] FileState of_any_copy() const { return {size, modified_ns, 0, 0}; }
  bool operator==(const FileState&) const = default;
};

/// The state of the file that `path` leads to; nothing where there is none.
std::optional<FileState> file_state(const std::filesystem::path& path);

/// Whether a file is as it was; nothing stands for no file.
bool is_unchanged(const std::optional<FileState>& kept, const std::optional<FileState>& now);

/// As text of one word: `SIZE:MODIFIED:INODE:CHANGED`, or `-` for no file.
std::string to_text(const std::optional<FileState>& state);
/// The other way; an error where it is no such text.
Result<std::optional<FileState>> parse_file_state(std::string_view text);

}  // namespace buildstd::fs
