// SPDX-License-Identifier: MIT
#include "invoker/wrapper.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>
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
[ -z "$BUILDSTD_PRELOAD" ] || export LD_PRELOAD="$BUILDSTD_PRELOAD"
set -f
IFS=$(printf '\037')
exec "$BUILDSTD_COMPILER" "$@" $CARGO_BUILDSTD_ARGUMENTS --sysroot "$BUILDSTD_SYSROOT"
)";

bool is_sccache(const std::filesystem::path& wrapper) { return wrapper.stem() == "sccache"; }

/// Arguments taken out of a command.
struct Hidden {
  std::string sysroot;
  std::vector<std::string> others;
};

Hidden take_out(std::vector<std::string>& arguments) {
  Hidden hidden;
  std::vector<std::string> left;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool has_value = i + 1 < arguments.size();
    if (has_value && arguments[i] == "--sysroot") {
      hidden.sysroot = arguments[++i];
    } else if (has_value && arguments[i] == "--remap-path-prefix") {
      hidden.others.insert(hidden.others.end(), {arguments[i], arguments[i + 1]});
      ++i;
    } else {
      left.push_back(arguments[i]);
    }
  }
  arguments = std::move(left);
  return hidden;
}

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

}  // namespace

Result<Command> suit_wrapper(Command wrapped) {
  if (!is_sccache(wrapped.program) || wrapped.arguments.empty()) return wrapped;
  const auto others = other_variables(wrapped);
  const auto hidden = take_out(wrapped.arguments);
  if (hidden.sysroot.empty()) return wrapped;  // a build script's: sccache caches nothing that is linked
  BUILDSTD_TRY(const auto compiler, write_shim(std::filesystem::path(hidden.sysroot).parent_path() / "compiler"));
  auto& environment = wrapped.environment;
  environment["BUILDSTD_COMPILER"] = std::exchange(wrapped.arguments.front(), compiler.string());
  environment["BUILDSTD_SYSROOT"] = hidden.sysroot;
  environment["CARGO_BUILDSTD_ARGUMENTS"] = text::join(hidden.others, std::string(1, separator));
  environment["CARGO_BUILDSTD_ENVIRONMENT"] = others;
  if (const auto preload = environment.extract("LD_PRELOAD")) environment["BUILDSTD_PRELOAD"] = preload.mapped();
  // They say where this workspace builds, nothing of what.
  for (const auto* const name : {"CARGO_TARGET_DIR", "CARGO_BUILD_TARGET_DIR", "CARGO_BUILD_BUILD_DIR"})
    environment[name] = std::nullopt;
  return wrapped;
}

}  // namespace buildstd::invoker
