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

/// Cargo's build directory (`target`), which the compiler's `--out-dir` is below; nothing where it is below none.
/// @param target of the call: what is for it has a folder of its own in the build directory
std::optional<std::filesystem::path> build_directory(const std::filesystem::path& out_dir,
                                                     const std::optional<std::string>& target);

/// Whether Cargo has this folder in its build directory for a package that is compiled for the host, and not for the
/// target, where it is told of targets.
bool is_for_host(const std::filesystem::path& out_dir, const std::string& target);

}  // namespace buildstd::front
