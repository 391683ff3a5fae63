// SPDX-License-Identifier: MIT
#include "front/refusals.hpp"

#include <fmt/format.h>

#include "buildstd/base/text.hpp"

namespace buildstd::front {

Error needs_target(const config::Origin& origin) {
  auto error =
      Error("std is to be built for the host, but Cargo does not say what is for the host and what for the target")
          .note("without a target, Cargo compiles one library for build scripts and for the program")
          .help(
              "add `target = \"host-tuple\"` to `[build]` in Cargo's configuration (Cargo 1.91 or later; before, the "
              "host's triple), or pass `--target`; `buildstd init` writes it");
  if (origin.place) error = std::move(error).at(*origin.place);
  return error;
}

Error unknown_project() {
  return Error("it cannot be told which project this call of the compiler is for: no Cargo is among its parents")
      .help(
          "run `buildstd init` in the project instead of `buildstd init --global`, so that a compiler cache's server "
          "can be "
          "told by the path of the compiler");
}

Error other_flags(const RustcCall& call, const std::vector<std::string>& flags,
                  const std::vector<std::string>& passed) {
  return Error(
             fmt::format("Cargo compiles `{}` with other flags than its configuration says, so that std would not fit",
                         text::printable(call.crate_name)))
      .note(fmt::format("the configuration says: {}",
                        flags.empty() ? "nothing" : text::printable(text::join(flags, " "))))
      .note(fmt::format("Cargo passes: {}", text::printable(text::join(passed, " "))))
      .help(
          "put the flags into `.cargo/config.toml`, RUSTFLAGS or `--config`; behind a compiler cache, `--config` of "
          "Cargo's command line cannot be seen");
}

Error no_compiler(const std::string& name) {
  return Error(fmt::format("could not find the compiler `{}`", text::printable(name)))
      .note("Cargo calls it by this name: from RUSTC, or from `build.rustc` of its configuration")
      .help("correct the name, or unset it: `buildstd init` needs none");
}

Error counts_without_std(const RustcCall& call, const std::string& runtime) {
  return Error(fmt::format("`{}` is compiled with flags that count what runs, and the standard library is not",
                           text::printable(call.crate_name)))
      .note(fmt::format("so its sysroot lacks the crate `{}`, which rustc needs for such flags",
                        text::printable(runtime)))
      .note("they come from a wrapper of the compiler or from Cargo's command line, not from Cargo's configuration")
      .help(
          "put them into `.cargo/config.toml` or RUSTFLAGS; cargo-llvm-cov does so with its option "
          "`--no-rustc-wrapper`");
}

}  // namespace buildstd::front
