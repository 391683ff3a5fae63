// SPDX-License-Identifier: MIT
#include "toolchain/locate.hpp"

#include <fmt/format.h>

#include "buildstd/base/file_state.hpp"
#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::toolchain {

namespace {

// rustup installs its proxies as symbolic or hard links to itself.
bool is_rustup_proxy(const std::filesystem::path& program) {
  if (fs::canonical(program).stem() == "rustup") return true;
  return fs::is_same_file(program.parent_path() / "rustup", program);
}

// What rustup's choice depends on: `find_override_config` in rustup's src/config.rs.
std::vector<std::filesystem::path> rustup_files(const Environment& environment, const std::filesystem::path& cwd) {
  const auto home = environment.get_nonempty("RUSTUP_HOME");
  const auto settings =
      home ? std::filesystem::path(*home) : std::filesystem::path(environment.get("HOME").value_or("")) / ".rustup";
  std::vector<std::filesystem::path> files{settings / "settings.toml"};
  for (auto directory = cwd;; directory = directory.parent_path()) {
    files.insert(files.end(), {directory / "rust-toolchain", directory / "rust-toolchain.toml"});
    if (directory == directory.parent_path()) return files;
  }
}

void add_rustup_selection(Fingerprint& selection, const Environment& environment, const std::filesystem::path& cwd) {
  for (const auto* name : {"RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "HOME"})
    selection.field(name, environment.get(name).value_or(""));
  selection.field("cwd", cwd.string());
  for (const auto& file : rustup_files(environment, cwd))
    selection.field(file.string(), fs::to_text(fs::file_state(file)));
}

// One that comes to be in an earlier folder of PATH would be found first.
std::vector<std::filesystem::path> places_along_path(const std::string& name, const Environment& environment,
                                                     const std::filesystem::path& cwd,
                                                     const std::filesystem::path& program) {
  std::vector<std::filesystem::path> places;
  if (name.find('/') != std::string::npos) return {program};
  for (const auto& folder : text::split(environment.get("PATH").value_or(""), fs::path_list_separator)) {
    places.push_back(fs::absolute(folder, cwd) / name);
    if (places.back() == program) break;
  }
  return places;
}

}  // namespace

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
  LocatedCompiler located{*program, is_rustup_proxy(*program), {}, places_along_path(name, environment, cwd, *program)};
  Fingerprint selection;
  selection.field("program", program->string()).field("stamp", fs::to_text(fs::file_state(*program)));
  if (located.is_rustup_proxy) {
    add_rustup_selection(selection, environment, cwd);
    const auto files = rustup_files(environment, cwd);
    located.looked_for.insert(located.looked_for.end(), files.begin(), files.end());
  }
  located.selection = selection.hex();
  return located;
}

}  // namespace buildstd::toolchain
