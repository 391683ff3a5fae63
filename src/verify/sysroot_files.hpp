// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildstd/base/fs.hpp"

namespace buildstd::verify {

/// The files of one crate in `lib/rustlib/TARGET/lib`.
struct CrateFiles {
  std::string name;            ///< as rustc writes it, with underscores
  std::string extra_filename;  ///< the hash behind the name, without its dash; may be empty
  std::string rlib;            ///< file names
  std::optional<std::string> rmeta;
};

struct SysrootFiles {
  fs::Path directory;
  std::string target;              ///< of a directory that is `rustlib/TARGET/lib`; else empty
  std::vector<CrateFiles> crates;  ///< by name, then hash
  std::vector<std::string> dylibs;
};

/// What lies in a target's library folder. An error where there is no such folder or no crate in it.
Result<SysrootFiles> list_sysroot(const fs::Path& directory);

}  // namespace buildstd::verify
