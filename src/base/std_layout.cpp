// SPDX-License-Identifier: MIT
#include "buildstd/base/std_layout.hpp"

namespace buildstd::std_layout {

std::vector<std::string_view> root_packages(StdCrates crates, bool with_test) {
  switch (crates) {
    case StdCrates::core: return {core, compiler_builtins};
    case StdCrates::alloc: return {alloc};
    case StdCrates::std:
      if (with_test) return {sysroot_package};
      return {std, proc_macro};
  }
  return {};
}

std::filesystem::path library(const std::filesystem::path& sources) { return sources / "library"; }

std::filesystem::path vendored_packages(const std::filesystem::path& library) { return library / "vendor"; }

std::filesystem::path startup_sources(const std::filesystem::path& library) { return library / "rtstartup"; }

}  // namespace buildstd::std_layout
