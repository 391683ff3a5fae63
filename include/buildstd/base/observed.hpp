// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "buildstd/base/environment.hpp"

namespace buildstd {

/// What a result depends on beside what was planned, as build scripts and the compiler have told.
struct ObservedInputs {
  std::map<std::string, std::optional<std::string>> environment;  ///< variable to value, or unset
  std::map<std::string, std::string> files;                       ///< absolute path to `file_state`

  /// Takes over what is not there yet.
  void merge(const ObservedInputs& others);
  /// What is not as it was observed, in words; nothing: all of it is.
  [[nodiscard]] std::optional<std::string> change(const Environment& now) const;
  /// Whether everything is still as it was observed.
  [[nodiscard]] bool unchanged(const Environment& now) const { return !change(now); }
  /// Over all of it.
  [[nodiscard]] std::string digest() const;
  bool operator==(const ObservedInputs&) const = default;
};

/// A file's size and time, or "absent"; not its inode, which a copied target directory has new (`cp -a`, CI caches).
std::string file_state(const std::filesystem::path& path);

}  // namespace buildstd
