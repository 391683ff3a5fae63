// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"
#include "buildstd/process/jobserver.hpp"

namespace buildstd::ops {

/// What is installed with buildstd beside its own program; empty paths: it is not.
struct InstalledFiles {
  std::filesystem::path program;   ///< buildstd itself
  std::filesystem::path verify;    ///< the program that reads object files
  std::filesystem::path transfer;  ///< the program that speaks to networks and reads archives
  std::filesystem::path preload;   ///< the library that is preloaded into compilers (src/preload)
  std::string preload_host;        ///< of which host, as rustc names it, compilers can load it
};

/// The process that runs and what surrounds it, passed in so that everything below is a function of it.
struct ProcessContext {
  std::filesystem::path cwd;
  Environment environment;
  unsigned cpus = 1;
  std::int64_t now_ns = 0;  ///< since the epoch
  InstalledFiles installed = {};
  /// The jobserver of the make, or Cargo, that started this process, for its tokens to be used; null: there is
  /// none; an error where it cannot be reached, which a build warns of.
  Result<std::shared_ptr<process::ParentJobserver>> jobserver = nullptr;
  /// A credential (BUILDSTD_REMOTE_CACHE_TOKEN), which is not in `environment`: no other program gets it.
  std::optional<std::string> remote_cache_token = {};
};

}  // namespace buildstd::ops
