// SPDX-License-Identifier: MIT
#include "toolchain/compiler_libraries.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/elf.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::toolchain {

namespace {

using fs::Path;

bool makes_code(std::string_view name) {
  constexpr std::array<std::string_view, 3> generators = {"libLLVM", "librustc_", "libgccjit"};
  return std::ranges::any_of(generators, [&](auto prefix) { return name.starts_with(prefix); });
}

// rustc_codegen_ssa, back/link.rs and rustc_interface, util.rs: `get_codegen_sysroot`.
std::vector<Path> codegen_backends(const Path& sysroot) {
  std::vector<Path> files;
  const auto rustlib = sysroot / "lib" / "rustlib";
  for (const auto& host : fs::list(rustlib).value_or(std::vector<std::string>())) {
    const auto folder = rustlib / host / "codegen-backends";
    for (const auto& name : fs::list(folder).value_or(std::vector<std::string>())) files.push_back(folder / name);
  }
  return files;
}

/// Collects each library once, whatever its names are.
class Collector {
 public:
  Collector(const Environment& environment, const SystemLibraries& system) : system_(system) {
    for (const auto& folder : text::split(environment.get("LD_LIBRARY_PATH").value_or(""), ':')) {
      if (!folder.empty()) folders_.emplace_back(folder);
    }
  }

  void add_needs_of(const Path& file) {
    const auto dependencies = read_elf_dependencies(file);
    if (!dependencies) return;
    const auto origin = fs::canonical(file).parent_path().string();
    auto folders = folders_;
    for (const auto& path : dependencies->run_paths)
      folders.emplace_back(text::replace_all(text::replace_all(path, "${ORIGIN}", "$ORIGIN"), "$ORIGIN", origin));
    folders.emplace_back(origin);
    folders.insert(folders.end(), system_.folders.begin(), system_.folders.end());
    for (const auto& name : dependencies->needed) {
      if (!makes_code(name)) continue;
      for (const auto& folder : folders) add(folder / name);
      for (const auto& place : places_in_cache(name)) add(place);
    }
  }

  void add(const Path& file) {
    const auto real = fs::canonical(file);
    if (!fs::is_file(real) || std::ranges::find(found_, real) != found_.end()) return;
    found_.push_back(real);
    add_needs_of(real);
  }

  void know(const Path& file) { found_.push_back(fs::canonical(file)); }

  [[nodiscard]] std::vector<Path> take() && { return std::move(found_); }

 private:
  // The loader's cache holds paths as strings with an end (glibc: elf/cache.c).
  std::vector<Path> places_in_cache(const std::string& name) {
    if (!cache_) cache_ = fs::read(system_.cache).value_or("");
    const auto ending = "/" + name + std::string(1, '\0');
    std::vector<Path> places;
    for (auto at = cache_->find(ending); at != std::string::npos; at = cache_->find(ending, at + 1)) {
      const auto before = cache_->rfind('\0', at);
      const auto start = before == std::string::npos ? 0 : before + 1;
      places.emplace_back(cache_->substr(start, at + ending.size() - 1 - start));
    }
    return places;
  }

  const SystemLibraries& system_;
  std::vector<Path> folders_;
  std::optional<std::string> cache_;
  std::vector<Path> found_;
};

}  // namespace

std::vector<Path> compiler_libraries(const Path& driver, const Path& sysroot, const Environment& environment,
                                     const SystemLibraries& system) {
  if (driver.empty()) return {};
  Collector collector(environment, system);
  collector.know(driver);
  collector.add_needs_of(driver);
  for (const auto& backend : codegen_backends(sysroot)) collector.add(backend);
  auto libraries = std::move(collector).take();
  libraries.erase(libraries.begin());  // the driver
  return libraries;
}

}  // namespace buildstd::toolchain
