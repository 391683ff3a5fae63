// SPDX-License-Identifier: MIT
#include "invoker/wrapper.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::invoker {

namespace {

constexpr char separator = '\x1f';  // as in CARGO_ENCODED_RUSTFLAGS

// What is preloaded is for the compiler alone: the first call starts sccache's server, which stays.
constexpr std::string_view shim = R"(#!/bin/sh
# Made by buildstd for sccache: the compiler, with the arguments that sccache does not know what to do with.
case $* in *--crate-name*) ;; *) exec "$BUILDSTD_COMPILER" "$@" ;; esac
[ -z "$BUILDSTD_LD_PRELOAD" ] || export LD_PRELOAD="$BUILDSTD_LD_PRELOAD"
set -f
IFS=$(printf '\037')
set -- "$@" $CARGO_BUILDSTD_ARGUMENTS
[ -z "$CARGO_BUILDSTD_OUT_DIR_NAME" ] || set -- "$@" --remap-path-prefix "$OUT_DIR=$CARGO_BUILDSTD_OUT_DIR_NAME"
exec "$BUILDSTD_COMPILER" "$@" --sysroot "$BUILDSTD_SYSROOT"
)";

bool is_sccache(const std::filesystem::path& wrapper) { return wrapper.stem() == "sccache"; }

// What sccache does not look at, but the result depends on. Which library is preloaded does not matter.
std::string other_variables(const Command& command) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : command.environment) {
    if (name.starts_with("CARGO_") || name == "OUT_DIR" || name == "RUSTFLAGS" || name == "LD_PRELOAD") continue;
    variables.push_back(name + "=" + value.value_or(""));
  }
  return text::join(variables, std::string(1, separator));
}

Result<std::filesystem::path> write_shim(const std::filesystem::path& directory) {
  auto path = directory / "rustc";  // sccache goes by the name
  if (fs::is_executable(path) && fs::read(path) == shim) return path;
  BUILDSTD_CHECK(fs::create_directories(directory));
  BUILDSTD_CHECK(fs::write_program(path, shim));
  return path;
}

// sccache looks for what a compiler's own arguments name; what it gives up at is in variables that the shim reads.
Result<Command> sccache_command(const std::string& wrapper, const planner::Unit& unit,
                                const std::vector<planner::Unit>& units, const planner::ScriptResults& scripts) {
  const auto paths = planner::path_arguments(unit);
  auto shimmed = unit;
  BUILDSTD_TRY(shimmed.call().compiler, write_shim(paths.sysroot.parent_path() / "compiler"));
  auto command = planner::render(shimmed, units, scripts, planner::RenderedArguments::without_paths).command;
  const auto others = other_variables(command);
  auto& environment = command.environment;
  environment["BUILDSTD_COMPILER"] = unit.call().compiler.string();
  environment["BUILDSTD_SYSROOT"] = paths.sysroot.string();
  environment["CARGO_BUILDSTD_ARGUMENTS"] = text::join(paths.remaps, std::string(1, separator));
  environment["CARGO_BUILDSTD_OUT_DIR_NAME"] = planner::out_dir_name(unit, units);
  environment["CARGO_BUILDSTD_ENVIRONMENT"] = others;
  if (const auto preload = environment.extract("LD_PRELOAD")) environment["BUILDSTD_LD_PRELOAD"] = preload.mapped();
  // They say where this workspace builds, nothing of what.
  for (const auto* const name : {"CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_BUILD_DIR"})
    environment[name] = std::nullopt;
  return command.behind(wrapper);
}

}  // namespace

Result<Command> wrapped_command(const std::string& wrapper, const planner::Unit& unit,
                                const std::vector<planner::Unit>& units, const planner::ScriptResults& scripts) {
  // A build script's call has no sysroot of ours: sccache caches nothing that is linked, and gets it as it is.
  if (is_sccache(wrapper) && unit.call().sysroot == planner::SysrootRole::empty)
    return sccache_command(wrapper, unit, units, scripts);
  return planner::render(unit, units, scripts).command.behind(wrapper);
}

}  // namespace buildstd::invoker
