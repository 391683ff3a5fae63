// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/std_layout.hpp"

namespace buildstd::toolchain {

namespace {

// `…/toolchains/NAME` is rustup's layout; NAME is what its commands take.
std::optional<std::string> rustup_toolchain(const std::filesystem::path& sysroot) {
  if (sysroot.parent_path().filename() != "toolchains") return std::nullopt;
  return sysroot.filename().string();
}

}  // namespace

bool CompilerVersion::is_nightly() const { return channel() == "nightly" || channel() == "dev"; }

std::string_view CompilerVersion::channel() const {
  for (const std::string_view name : {"nightly", "dev", "beta"}) {
    if (release.find("-" + std::string(name)) != std::string::npos) return name;
  }
  return "stable";
}

std::filesystem::path Toolchain::target_libraries(std::string_view target) const {
  return rustlib::libraries(sysroot, target);
}

bool Target::has_cfg(std::string_view key, std::string_view value) const {
  return cfgs.contains({std::string(key), std::string(value)});
}

std::filesystem::path driver_library(const std::filesystem::path& sysroot) {
  const auto is_driver = [](const std::string& name) {
    return name.starts_with("librustc_driver-") || name.starts_with("rustc_driver-");
  };
  // Beside the other libraries, or in Debian's folder for the architecture.
  const auto libraries = sysroot / "lib";
  std::vector<std::filesystem::path> folders{libraries, sysroot / "bin"};
  for (const auto& name : fs::list(libraries).value_or(std::vector<std::string>())) {
    if (name.find("-linux-") != std::string::npos) folders.push_back(libraries / name);
  }
  for (const auto& folder : folders) {
    const auto names = fs::list(folder).value_or(std::vector<std::string>());
    if (const auto found = std::ranges::find_if(names, is_driver); found != names.end()) return folder / *found;
  }
  return {};
}

Result<std::filesystem::path> library_sources(const Toolchain& toolchain) {
  const auto library = std_layout::library(rustlib::sources(toolchain.sysroot));
  if (fs::is_file(library / "Cargo.toml") && fs::is_file(library / "Cargo.lock")) return fs::canonical(library);
  auto error = Error(fmt::format("the sources of the standard library are not installed for rustc {}",
                                 toolchain.version.release))
                   .caused_by(fmt::format("there is no Cargo workspace at `{}`", library.string()));
  if (const auto name = rustup_toolchain(toolchain.sysroot)) {
    return fail(std::move(error).help(fmt::format("run `rustup component add rust-src --toolchain {}`", *name)));
  }
  return fail(
      std::move(error).help("install your distribution's package of them: `rust-src` (Debian, Fedora; `rust-web-src` "
                            "for Debian's `rustc-web`)"));
}

std::map<std::string, std::string> prebuilt_crates(const Toolchain& toolchain, std::string_view target) {
  std::map<std::string, std::string> crates;
  for (const auto& name : fs::list(toolchain.target_libraries(target)).value_or(std::vector<std::string>())) {
    const auto crate = rustlib::crate_of(name, ".rlib");
    if (crate && !crate->hash.empty()) crates.emplace(crate->name, std::filesystem::path(name).stem().string());
  }
  return crates;
}

}  // namespace buildstd::toolchain
