// SPDX-License-Identifier: MIT
// Cargo.toml of a package.
#include "buildstd/workspace/manifest.hpp"

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "buildstd/base/diagnostics.hpp"

using namespace buildstd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // Manifests are read from files only; one per process, written anew.
  static const auto file =
      std::filesystem::temp_directory_path() / ("buildstd-fuzz-" + std::to_string(::getpid()) + ".toml");
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  const auto package = workspace::read_manifest(file, nullptr);
  if (!package) (void)render(package.error(), Color::never);
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return 0;
}
