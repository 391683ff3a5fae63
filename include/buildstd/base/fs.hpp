// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"

/// Files, with the path in every error and no exception. The only place that calls std::filesystem's
/// changing functions.
namespace buildstd::fs {

using Path = std::filesystem::path;

bool exists(const Path& path);
bool is_file(const Path& path);
bool is_directory(const Path& path);
/// Whether a name fits a pattern of `*`, `?` and `[…]`, as in `workspace.members`.
bool name_matches(const std::string& name, const std::string& pattern);
/// A file this process may run.
bool is_executable(const Path& path);
/// A name that nobody else can have or guess, for what is made aside: 16 hexadecimal digits.
std::string unique_name();
/// Between the entries of PATH: `:`, on Windows `;`.
extern const char path_list_separator;

/// No file of a toolchain's sources or of a person's configuration comes near this.
inline constexpr std::uint64_t default_read_limit = 64ULL << 20;

/// The whole file; an error where it is larger than `limit` bytes or not a regular file.
Result<std::string> read(const Path& path, std::uint64_t limit = default_read_limit);
/// `size` bytes of a regular file from `offset` on; fewer where it ends before.
Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t size);
/// Writes `content` beside `path` and renames it over it, so that a reader sees the old or the new file. Nobody but its
/// owner may write to it.
Result<void> write_atomically(const Path& path, std::string_view content);
/// The same for a file of somebody's, whose permissions stay; where it is a link, what it leads to.
Result<void> replace_content(const Path& path, std::string_view content);
/// The same for a file that everybody may run.
Result<void> write_program(const Path& path, std::string_view content);
/// Those above it too, where they are missing. Nobody but their owner may write to them.
Result<void> create_directories(const Path& path);
/// A file or a whole tree; one that is not there is no error. Never follows symbolic links.
Result<void> remove_all(const Path& path);
/// An error where it is not empty.
Result<void> remove_empty_directory(const Path& path);
Result<void> rename(const Path& from, const Path& to);
/// Renames a directory over whatever is at `to`: at once where the system can exchange two directories, else there is
/// nothing at `to` for a moment.
Result<void> replace_directory(const Path& from, const Path& to);
/// A symbolic link at `link` that leads to `target`.
Result<void> symlink(const Path& target, const Path& link);
/// The same bytes under another name, where nothing may be: a reflink where the file system has them, else a hard link
/// where nobody may write to the file, else a copy.
Result<void> share(const Path& from, const Path& to);
/// The same bytes in a file of its own (a reflink or a copy), where nothing may be.
Result<void> copy_new(const Path& from, const Path& to);
/// The same, which its owner may write to, renamed into place.
Result<void> copy_atomically(const Path& from, const Path& to);
/// Nobody may write to the file any more; whoever may run it still may.
Result<void> make_read_only(const Path& path);
/// The names in a directory, sorted by bytes.
Result<std::vector<std::string>> list(const Path& directory);
/// All regular files below a directory as paths relative to it, sorted by bytes; symbolic links are not followed.
Result<std::vector<Path>> list_recursively(const Path& directory);
/// The same of all symbolic links.
Result<std::vector<Path>> list_links(const Path& directory);
/// What a symbolic link leads to, as it stands in it; nothing where it is no link.
std::optional<Path> link_target(const Path& path);
/// Whether two paths lead to one file.
bool is_same_file(const Path& one, const Path& other);
/// With symbolic links resolved; the path itself where that fails.
Path canonical(const Path& path);
/// `path` below `base` unless it is absolute; normalised by its text only.
Path absolute(const Path& path, const Path& base);

/// Looks `program` up as `execvp` does: as it stands where it has a separator, else along PATH's value.
std::optional<Path> find_program(std::string_view program, std::string_view path_variable, const Path& cwd);

}  // namespace buildstd::fs
