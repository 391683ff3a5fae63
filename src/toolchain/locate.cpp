// SPDX-License-Identifier: MIT
#include "toolchain/locate.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"

namespace buildstd::toolchain {

namespace {

// rustup installs its proxies as symbolic or hard links to itself.
bool is_rustup_proxy(const std::filesystem::path& program) {
  if (fs::canonical(program).stem() == "rustup") return true;
  const auto rustup = fs::stamp(program.parent_path() / "rustup");
  return rustup && rustup->inode != 0 && rustup == fs::stamp(program);
}

// What rustup's choice depends on: `find_override_config` in rustup's src/config.rs.
void add_rustup_selection(Fingerprint& selection, const Environment& environment, const std::filesystem::path& cwd) {
  for (const auto* name : {"RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "HOME"})
    selection.field(name, environment.get(name).value_or(""));
  const auto home = environment.get_nonempty("RUSTUP_HOME");
  const auto settings =
      home ? std::filesystem::path(*home) : std::filesystem::path(environment.get("HOME").value_or("")) / ".rustup";
  selection.field("settings", stamp_text(settings / "settings.toml"));
  selection.field("cwd", cwd.string());
  for (auto directory = cwd;; directory = directory.parent_path()) {
    for (const auto* name : {"rust-toolchain", "rust-toolchain.toml"})
      selection.field(name, stamp_text(directory / name));
    if (directory == directory.parent_path()) break;
  }
}

}  // namespace

std::string stamp_text(const std::filesystem::path& path) {
  const auto stamp = fs::stamp(path);
  return stamp ? fmt::format("{}:{}:{}", stamp->size, stamp->modified_ns, stamp->inode) : "absent";
}

Result<LocatedCompiler> locate_compiler(const std::string& name, const Environment& environment,
                                        const std::filesystem::path& cwd) {
  const auto program = fs::find_program(name, environment.get("PATH").value_or(""), cwd);
  if (!program) {
    return fail(Error(fmt::format("could not find the compiler `{}`", name))
                    .caused_by(name.find('/') == std::string::npos
                                   ? "no directory of PATH has an executable file of this name"
                                   : "there is no executable file at this path")
                    .help("install Rust, or name the compiler with the environment variable RUSTC or `build.rustc` in "
                          "Cargo's configuration"));
  }
  LocatedCompiler located{*program, is_rustup_proxy(*program), {}};
  Fingerprint selection;
  selection.field("program", program->string()).field("stamp", stamp_text(*program));
  if (located.is_rustup_proxy) add_rustup_selection(selection, environment, cwd);
  located.selection = selection.hex();
  return located;
}

}  // namespace buildstd::toolchain
