// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "buildstd/base/file_lock.hpp"
#include "buildstd/base/kept_file.hpp"
#include "buildstd/process/ancestry.hpp"

namespace buildstd::front {

/// By which the calls of a run of Cargo, and the process that builds a standard library for them, know of each other:
/// files in the folder for locks, of which there may be none.
class BuilderFiles {
 public:
  /// @param folder null: there is none
  /// @param key of the library
  BuilderFiles(std::shared_ptr<const fs::TrustedDirectory> folder, std::string key, const process::OtherProcess& cargo);
  /// Those of another call of the same run, by what `path` gave it.
  BuilderFiles(const std::filesystem::path& path, const process::OtherProcess& cargo);

  /// Whether there is a folder. Without one, there is nothing to lock, to write or to remove.
  [[nodiscard]] bool are_there() const { return folder_ != nullptr; }
  [[nodiscard]] std::filesystem::path path() const;
  [[nodiscard]] const std::string& run() const { return run_; }

  /// Held by the builder as long as it runs; nothing: there is one.
  [[nodiscard]] Result<std::optional<fs::FileLock>> try_lock() const;
  [[nodiscard]] fs::KeptFile file(const char* suffix) const { return {folder_, name(suffix)}; }
  [[nodiscard]] Result<void> remove(const char* suffix) const { return folder_->remove(name(suffix)); }

  /// Says that a builder of this run has one of Cargo's tokens.
  [[nodiscard]] Result<void> pass_token_on() const;
  [[nodiscard]] Result<void> take_token_back() const;
  /// Whether a builder that was killed has left its token to nobody, which is now the caller's, who holds the lock.
  [[nodiscard]] bool inherit_token() const;
  /// The same for a caller that does not hold the lock, and of every library's builder.
  [[nodiscard]] bool inherit_any_token() const;

 private:
  [[nodiscard]] bool inherit_token_if_alone() const;
  [[nodiscard]] std::string name(const char* suffix) const { return key_ + "." + suffix; }

  std::shared_ptr<const fs::TrustedDirectory> folder_;
  std::string key_;
  std::string run_;
};

}  // namespace buildstd::front
