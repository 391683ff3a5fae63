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

/// What `stat` tells of a file that matters for noticing a change.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since the epoch
  std::uint64_t inode = 0;       ///< 0 where the system has none
  std::int64_t changed_ns = 0;   ///< of the content, the name or the permissions
  bool operator==(const FileStamp& other) const {
    return size == other.size && modified_ns == other.modified_ns && inode == other.inode;
  }
};

/// The stamp of the file that `path` leads to; nothing where there is none.
std::optional<FileStamp> stamp(const Path& path);
/// What `==` looks at as text of one word: `SIZE:MODIFIED:INODE`, or `-` for none.
std::string stamp_text(const std::optional<FileStamp>& stamp);
/// The other way; an error where it is no such text.
Result<std::optional<FileStamp>> parse_stamp(std::string_view text);
/// A directory that is kept open to look at many files below it.
class Folder {
 public:
  explicit Folder(const std::string& path);
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  /// As `fs::stamp` of the file with this path relative to it.
  [[nodiscard]] std::optional<FileStamp> stamp(const std::string& path) const;

 private:
  int handle_ = -1;
};

bool exists(const Path& path);
bool is_file(const Path& path);
bool is_directory(const Path& path);
/// Whether a name fits a pattern of `*`, `?` and `[…]`, as in `workspace.members`.
bool name_matches(const std::string& name, const std::string& pattern);
/// A file this process may run.
bool is_executable(const Path& path);
/// This process's number, for names of temporary files.
long process_id();
/// Between the entries of PATH: `:`, on Windows `;`.
extern const char path_list_separator;

/// No file of a toolchain's sources or of a person's configuration comes near this.
inline constexpr std::uint64_t default_read_limit = 64ULL << 20;

/// The whole file; an error where it is larger than `limit` bytes or not a regular file.
Result<std::string> read(const Path& path, std::uint64_t limit = default_read_limit);
/// `size` bytes of a regular file from `offset` on; fewer where it ends before.
Result<std::string> read_part(const Path& path, std::uint64_t offset, std::size_t size);
/// Writes `content` beside `path` and renames it over it, so that a reader sees the old or the new file.
Result<void> write_atomically(const Path& path, std::string_view content);
/// The same for a file that everybody may run.
Result<void> write_program(const Path& path, std::string_view content);
Result<void> create_directories(const Path& path);
/// A file or a whole tree; one that is not there is no error. Never follows symbolic links.
Result<void> remove_all(const Path& path);
Result<void> rename(const Path& from, const Path& to);
/// An error where it is not empty.
Result<void> remove_empty_directory(const Path& path);
/// A symbolic link at `link` that leads to `target`.
Result<void> symlink(const Path& target, const Path& link);
/// The same bytes under another name: a reflink where the file system has them, else a hard link, else a copy.
Result<void> share(const Path& from, const Path& to);
/// The same bytes in a file of its own (a reflink or a copy) that its owner may write to, renamed into place.
Result<void> copy_atomically(const Path& from, const Path& to);
/// Makes a reflink of a file, which shares its bytes until one of the two is written to; false: it cannot be.
bool reflink(const Path& from, const Path& to);
/// Nobody may write to the file any more; whoever may run it still may.
Result<void> make_read_only(const Path& path);
/// A directory that nobody but its owner enters, and those above it that are missing.
Result<void> create_private_directories(const Path& path);
/// Whether it is this process's user's, no link, and nobody else may write to it.
bool is_own(const Path& path);
/// What could put another file in this one's place: a directory above it that somebody else may write to.
std::optional<Path> writable_by_others(const Path& path);
/// Sets a file's time to now.
void touch(const Path& path);
/// The names in a directory, sorted by bytes.
Result<std::vector<std::string>> list(const Path& directory);
/// All regular files below a directory as paths relative to it, sorted by bytes; symbolic links are not followed.
Result<std::vector<Path>> list_recursively(const Path& directory);
/// With symbolic links resolved; the path itself where that fails.
Path canonical(const Path& path);
/// `path` below `base` unless it is absolute; normalised by its text only.
Path absolute(const Path& path, const Path& base);

/// A lock that other processes respect, held until destroyed. Blocks; calls `waiting` first where another
/// process holds it.
class FileLock {
 public:
  template <class Waiting>
  static Result<FileLock> acquire(const Path& path, Waiting&& waiting) {
    auto lock = try_acquire(path);
    if (!lock || lock->held()) return lock;
    waiting();
    return wait(path);
  }

  /// Does not wait: the lock may not be `held`. A process that is forked holds it too.
  static Result<FileLock> try_acquire(const Path& path);
  [[nodiscard]] bool held() const { return handle_ >= 0; }

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int handle) : handle_(handle) {}
  static Result<FileLock> wait(const Path& path);

  int handle_ = -1;
};

/// Looks `program` up as `execvp` does: as it stands where it has a separator, else along PATH's value.
std::optional<Path> find_program(std::string_view program, std::string_view path_variable, const Path& cwd);

}  // namespace buildstd::fs
