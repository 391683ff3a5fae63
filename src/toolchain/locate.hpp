// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/environment.hpp"
#include "buildstd/base/error.hpp"

namespace buildstd::toolchain {

/// The program that a compiler's name leads to.
struct LocatedCompiler {
  std::filesystem::path program;
  bool is_rustup_proxy = false;
  /// Over everything that decides which compiler runs: the program, and for a proxy rustup's settings, the
  /// variables it reads and the `rustup-toolchain` files from the working directory upward.
  std::string selection;
  /// The files among that, whether they are there or not, and those that PATH has put behind the program.
  std::vector<std::filesystem::path> looked_for;
};

Result<LocatedCompiler> locate_compiler(const std::string& name, const Environment& environment,
                                        const std::filesystem::path& cwd);

}  // namespace buildstd::toolchain
