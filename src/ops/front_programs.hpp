// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "buildstd/base/error.hpp"
#include "buildstd/base/trusted_directory.hpp"

namespace buildstd::ops {

/// The front as programs of its own: names of buildstd by which it knows what it is called as. Compiler caches, and
/// clippy, take a program for the compiler only where it is called `rustc`.
struct FrontPrograms {
  std::filesystem::path rustc;
  std::filesystem::path rustdoc;
};

/// Makes them where they are not there.
/// @param buildstd the program they lead to
/// @param folder where they are kept, one pair for each program
Result<FrontPrograms> front_programs(const std::filesystem::path& buildstd, const fs::TrustedDirectory& folder);

}  // namespace buildstd::ops
