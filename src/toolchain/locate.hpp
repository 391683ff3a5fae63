// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

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
};

Result<LocatedCompiler> locate_compiler(const std::string& name, const Environment& environment,
                                        const std::filesystem::path& cwd);

/// "…" of a file's stamp, for fingerprints; "absent" where there is none.
std::string stamp_text(const std::filesystem::path& path);

}  // namespace buildstd::toolchain
