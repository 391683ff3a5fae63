// SPDX-License-Identifier: MIT
// Cargo.lock.
#include "buildstd/workspace/lockfile.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "buildstd/base/diagnostics.hpp"

using namespace buildstd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto lockfile =
      workspace::parse_lockfile(std::string(reinterpret_cast<const char*>(bytes), size), "Cargo.lock");
  if (!lockfile) {
    (void)render(lockfile.error(), Color::never);
    return 0;
  }
  for (const auto& package : lockfile->packages) {
    for (const auto dependency : package.dependencies) {
      if (dependency >= lockfile->packages.size()) std::abort();
    }
  }
  return 0;
}
