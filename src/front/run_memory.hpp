// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildstd/base/error.hpp"
#include "buildstd/base/trusted_directory.hpp"
#include "buildstd/process/ancestry.hpp"

namespace buildstd::front {

/// What was decided for a call, as far as it decides the same for others of the same run of Cargo.
struct Decision {
  std::optional<std::filesystem::path> sysroot;  ///< unset: the compiler's own
  std::vector<std::string> flags;                ///< that Cargo has to pass, so that std fits
  std::string preload = {};                      ///< a library for the compiler (LD_PRELOAD); empty: none
  std::filesystem::path builder_files = {};      ///< `SharedStd::builder_files`
};

/// Decisions of one run of Cargo, in its build directory, so that configuration, sources and compiler are looked at
/// once a run and not once a call. Whatever is wrong with the files costs time, nothing else.
class RunMemory {
 public:
  RunMemory(const process::OtherProcess& cargo, const std::filesystem::path& build_directory);

  [[nodiscard]] std::optional<Decision> recall(const std::string& question) const;
  void keep(const std::string& question, const Decision& decision) const;

  /// The run's own directory, which is made.
  [[nodiscard]] Result<fs::TrustedDirectory> directory() const;

 private:
  [[nodiscard]] Result<std::string> read(const std::string& name) const;

  std::filesystem::path state_;  ///< buildstd's directory in Cargo's build directory
  std::string run_;              ///< the name of the run's directory
};

}  // namespace buildstd::front
