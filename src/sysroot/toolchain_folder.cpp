// SPDX-License-Identifier: MIT
#include "buildstd/sysroot/toolchain_folder.hpp"

#include <fmt/format.h>

#include <string_view>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/rustlib.hpp"
#include "buildstd/base/text.hpp"
#include "sysroot/staging.hpp"

namespace buildstd::sysroot {

namespace {

constexpr std::string_view toolchain_file = "buildstd-toolchain.json";

/// How a program comes into the folder. Those with rustc's driver in them have to be told the sysroot: they derive it
/// from the place of `librustc_driver`, symbolic links resolved (rustc_session/src/filesearch.rs; what that file does
/// with a symbolic link as the program's name depends on the working directory). `cargo-clippy` starts what is beside
/// it, links resolved.
enum class Way { wrapped, linked, beside };
struct Program {
  std::string_view name;
  Way way;
};
constexpr Program programs[] = {
    {"rustc", Way::wrapped},       {"rustdoc", Way::wrapped},     {"clippy-driver", Way::wrapped},
    {"cargo-clippy", Way::beside}, {"cargo", Way::linked},        {"cargo-fmt", Way::linked},
    {"rustfmt", Way::linked},      {"rust-gdb", Way::linked},     {"rust-gdbgui", Way::linked},
    {"rust-lldb", Way::linked},    {"rust-analyzer", Way::linked}};

// `--sysroot` may be given once only; Cargo moves long command lines into files (`@path`).
constexpr std::string_view wrapper =
    "#!/bin/sh\n"
    "# Written by `buildstd toolchain link`: the program, with the standard library of this folder.\n"
    "for word; do\n"
    "  case $word in\n"
    "  --sysroot | --sysroot=*) exec {0} \"$@\" ;;\n"
    "  @*) ! grep -q '^--sysroot' \"${{word#@}}\" 2>/dev/null || exec {0} \"$@\" ;;\n"
    "  esac\n"
    "done\n"
    "[ $# != 0 ] || exec {0}\n"
    "{2}"
    "exec {0} \"$@\" --sysroot {1}\n";
// Cargo builds again when this text changes (cargo: util/rustc.rs, `verbose_version`).
constexpr std::string_view version_case =
    "if [ \"$*\" = -vV ]; then\n"
    "  {0} -vV || exit\n"
    "  exec echo {1}\n"
    "fi\n";

class Folder {
 public:
  Folder(const ToolchainRequest& request, std::filesystem::path staging)
      : request_(request), staging_(std::move(staging)) {}

  Result<void> fill() {
    BUILDSTD_CHECK(fs::create_directories(staging_ / "bin"));
    for (const auto& program : programs) BUILDSTD_CHECK(add(program));
    const auto rustlib = std::filesystem::path("lib") / "rustlib";
    BUILDSTD_CHECK(fs::create_directories(staging_ / rustlib));
    for (const auto& [target, sysroot] : request_.parts)
      BUILDSTD_CHECK(copy_folder(sysroot / rustlib / target, staging_ / rustlib / target));
    BUILDSTD_CHECK(mirror_folder(fs::canonical(request_.toolchain_sysroot / rustlib), staging_ / rustlib,
                                 [](std::string_view) { return false; }));
    return fs::write_atomically(staging_ / toolchain_file, request_.description);
  }

 private:
  Result<void> add(const Program& program) {
    const bool is_rustc = program.name == "rustc";
    const auto from = is_rustc ? request_.rustc : request_.rustc.parent_path() / program.name;
    const auto to = staging_ / "bin" / program.name;
    if (!fs::is_executable(from)) return {};
    if (program.way == Way::linked) return fs::symlink(from, to);
    if (program.way == Way::beside) return fs::share(fs::canonical(from), to);
    const auto quoted = text::shell_quote(from.string());
    const auto version = is_rustc ? fmt::format(version_case, quoted, text::shell_quote(request_.identity)) : "";
    return fs::write_program(to,
                             fmt::format(wrapper, quoted, text::shell_quote(request_.destination.string()), version));
  }

  // Files as they are; folders that are links of the sysroot's into the toolchain stay links.
  static Result<void> copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
    BUILDSTD_CHECK(fs::create_directories(to));
    BUILDSTD_TRY(const auto names, fs::list(from));
    const auto real_from = fs::canonical(from);
    for (const auto& name : names) {
      const auto entry = from / name;
      const auto leads_to = fs::canonical(entry);
      if (leads_to != real_from / name) {
        BUILDSTD_CHECK(fs::symlink(leads_to, to / name));
      } else if (fs::is_directory(entry)) {
        BUILDSTD_CHECK(copy_folder(entry, to / name));
      } else {
        BUILDSTD_CHECK(fs::share(entry, to / name));
      }
    }
    return {};
  }

  const ToolchainRequest& request_;
  std::filesystem::path staging_;
};

}  // namespace

bool is_own_toolchain(const std::filesystem::path& folder) { return fs::is_file(folder / toolchain_file); }

Result<void> check_destination(const std::filesystem::path& destination) {
  if (is_own_toolchain(destination)) return {};
  if (!fs::exists(destination) && !fs::link_target(destination)) return {};
  if (const auto names = fs::list(destination); names && names->empty()) return {};
  return fail(Error(fmt::format("`{}` exists and was not created by buildstd", destination.string()))
                  .help("name another folder with `--path DIR`, or remove it"));
}

Result<void> make_toolchain(const ToolchainRequest& request) {
  BUILDSTD_CHECK(check_destination(request.destination));
  auto made =
      stage(request.destination, [&](const std::filesystem::path& staging) { return Folder(request, staging).fill(); });
  if (made) return {};
  return fail(std::move(made.error()).context("failed to make the toolchain's folder"));
}

}  // namespace buildstd::sysroot
