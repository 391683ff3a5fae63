// SPDX-License-Identifier: MIT
#include "buildstd/base/rustlib.hpp"

namespace buildstd::rustlib {

std::filesystem::path libraries(const std::filesystem::path& sysroot, std::string_view target) {
  return sysroot / "lib" / "rustlib" / target / "lib";
}

std::filesystem::path sources(const std::filesystem::path& sysroot) {
  return sysroot / "lib" / "rustlib" / "src" / "rust";
}

std::optional<CrateName> crate_of(std::string_view file, std::string_view ending) {
  constexpr std::string_view prefix = "lib";
  if (file.size() <= prefix.size() + ending.size() || !file.starts_with(prefix) || !file.ends_with(ending))
    return std::nullopt;
  const auto stem = file.substr(prefix.size(), file.size() - prefix.size() - ending.size());
  const auto dash = stem.rfind('-');
  if (dash == std::string_view::npos) return CrateName{std::string(stem), {}};
  return CrateName{std::string(stem.substr(0, dash)), std::string(stem.substr(dash + 1))};
}

}  // namespace buildstd::rustlib
