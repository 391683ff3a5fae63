// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "buildstd/base/environment.hpp"

namespace buildstd::toolchain {

/// Where the system's loader looks for libraries that no file says the place of.
struct SystemLibraries {
  std::filesystem::path cache = "/etc/ld.so.cache";
  std::vector<std::filesystem::path> folders = {"/lib", "/usr/lib", "/lib64", "/usr/lib64"};
};

/// The libraries that decide, besides the driver, which code a compiler makes: LLVM's where it is a library of its own
/// (Debian's libLLVM.so, upstream's beside the driver), and codegen backends. Not the C and C++ libraries or those that
/// compress: they come with the system, and code is the same with each of their versions.
///
/// Their names are read off the driver's own list of what it needs. No process is asked: a compiler may be a script,
/// whose loader says nothing of the compiler behind it. Which of several places the loader takes depends on variables
/// and caches that only it knows all of, so every place where a library of the name is counts.
std::vector<std::filesystem::path> compiler_libraries(const std::filesystem::path& driver,
                                                      const std::filesystem::path& sysroot,
                                                      const Environment& environment,
                                                      const SystemLibraries& system = {});

}  // namespace buildstd::toolchain
