// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "buildstd/base/trusted_directory.hpp"
#include "buildstd/workspace/lockfile.hpp"

/// Which of a program's crates are compiled first, where several could be.
namespace buildstd::front {

/// A crate's package, as Cargo's variables for its compiler name it.
struct Package {
  std::string name;              ///< CARGO_PKG_NAME
  std::string version;           ///< CARGO_PKG_VERSION
  std::filesystem::path folder;  ///< CARGO_MANIFEST_DIR
};

/// How far it is from the start of each package's compilation to the program's end, by the name and the version of
/// packages, `NAME VERSION`. It is along the longest way by those that use it, in the unit of `work`. A crate's users
/// can start when its metadata is there, about in the middle.
/// @param work how long a package takes to compile
std::map<std::string, std::uint64_t> ways_to_the_end(
    const workspace::Lockfile& lock, const std::function<std::uint64_t(const workspace::LockedPackage&)>& work);

/// The bytes of Rust below a package's `src`, which is what can be known of a crate's compilation beforehand. It looks
/// at 10,000 files at most.
std::uint64_t bytes_of_source(const std::filesystem::path& package);

/// The way of one package. The first call of a run finds those of all packages out and leaves them in the run's
/// directory; others read them there. Where the other packages are is concluded from where this one is: registries and
/// vendored packages lie beside each other. Of a package that no lock file names it is its own bytes of source.
/// @param build_directory Cargo's, which Cargo.lock is usually beside
/// @param cargo where Cargo was started, else
std::uint64_t way_of(const Package& package, const fs::TrustedDirectory& run,
                     const std::filesystem::path& build_directory, const std::filesystem::path& cargo);

}  // namespace buildstd::front
