// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/base/file_state.hpp"
#include "buildstd/base/fs.hpp"

namespace buildstd::fs {

/// An open directory whose content only this process's user can have put there: it is the user's own, and nobody else
/// may write to it. The same is asked of every directory and file that is reached through it, whenever one is; symbolic
/// links in it lead nowhere. It stays the same directory whatever its path leads to later.
class TrustedDirectory {
 public:
  /// Of the names of files that are written, before they get their own.
  static constexpr std::string_view temporary_prefix = ".tmp-";

  /// Goes along `path` part by part: each has to be the user's or root's, no symbolic link of anybody else's, and
  /// nothing that somebody else may write to (but for directories like /tmp, in which only owners rename).
  /// @param path absolute
  /// @param create_below what is missing is made below this part of the path, private to the user; unset: nothing is
  static Result<TrustedDirectory> open(const Path& path, const std::optional<Path>& create_below);
  /// Asks the same of the directory alone, not of the path to it: for one in a workspace, which may be anywhere. On a
  /// file system that keeps no permissions it is enough that it is the user's.
  static Result<TrustedDirectory> open_only(const Path& path);
  /// The same; nothing where there is none.
  static Result<std::optional<TrustedDirectory>> open_if_there(const Path& path);

  TrustedDirectory(TrustedDirectory&& other) noexcept;
  TrustedDirectory& operator=(TrustedDirectory&& other) noexcept;
  ~TrustedDirectory();

  /// Where it was when it was opened, without symbolic links.
  [[nodiscard]] const Path& path() const { return path_; }
  /// Whether its path still leads to it: nobody has removed it, or put another there.
  [[nodiscard]] bool is_in_place() const;
  /// The system's handle.
  [[nodiscard]] int handle() const { return handle_; }

  [[nodiscard]] Result<TrustedDirectory> directory(const std::string& name) const;
  /// Makes it where it is missing.
  [[nodiscard]] Result<TrustedDirectory> make_directory(const std::string& name) const;
  /// A new one, under a name that nobody else has.
  [[nodiscard]] Result<TrustedDirectory> make_unique_directory() const;

  /// Names of all that is in it, sorted by bytes.
  [[nodiscard]] Result<std::vector<std::string>> list() const;
  /// What is there under the name, whatever it is; nothing where nothing is.
  [[nodiscard]] std::optional<FileState> file_state(const std::string& name) const;
  [[nodiscard]] Result<std::string> read(const std::string& name, std::uint64_t limit = default_read_limit) const;
  /// Writes a new file and renames it over the old one.
  [[nodiscard]] Result<void> write(const std::string& name, std::string_view content) const;
  /// Whether it is a file that `read` would read.
  [[nodiscard]] Result<void> check_file(const std::string& name) const;
  /// `fs::share` of a file from elsewhere into this directory, where nothing of that name may be; nobody may write to
  /// it there.
  [[nodiscard]] Result<void> share_here(const Path& from, const std::string& name) const;
  /// `fs::share` of a file of this directory to elsewhere.
  [[nodiscard]] Result<void> share_to(const std::string& name, const Path& to) const;
  /// Into another directory, over nothing or an empty directory.
  [[nodiscard]] Result<void> rename(const std::string& name, const TrustedDirectory& to,
                                    const std::string& to_name) const;
  /// A file or a tree, whoever's it is; nothing there is no error. Follows no symbolic link and enters no other file
  /// system.
  [[nodiscard]] Result<void> remove(const std::string& name) const;
  /// Of a directory in use, which is not empty, nothing happens.
  void remove_if_empty(const std::string& name) const;
  /// Sets the file's time to now.
  void touch(const std::string& name) const;

 private:
  TrustedDirectory(int handle, Path path, unsigned tolerated)
      : handle_(handle), path_(std::move(path)), tolerated_(tolerated) {}

  int handle_ = -1;
  Path path_;
  unsigned tolerated_ = 0;  ///< permissions of others that are no reason for mistrust
};

}  // namespace buildstd::fs
