// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/file_state.hpp"

namespace buildstd {

/// What a result depends on beside what was planned, as build scripts and the compiler have told.
struct ObservedInputs {
  std::map<std::string, std::optional<std::string>> environment;  ///< variable to value, or unset
  std::map<std::string, std::optional<fs::FileState>> files;      ///< absolute path to what is kept of any copy

  void add_file(const std::filesystem::path& path);

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

}  // namespace buildstd
