// SPDX-License-Identifier: MIT
#include "buildstd/ops/handover.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::ops {

namespace {

std::vector<std::string> with_sysroot(std::vector<std::string> flags, const Sysroot& sysroot) {
  if (!sysroot.is_prebuilt) flags.insert(flags.end(), {"--sysroot", sysroot.path.string()});
  return flags;
}

// Cargo names its folders after the file, and says its path in messages: the user's own.
std::string cargo_target(const TargetChoice& choice) {
  return choice.specification ? choice.specification->string() : choice.target.argument;
}

Result<void> require_one(const std::vector<Sysroot>& sysroots) {
  if (sysroots.size() == 1) return {};
  return fail(Error(fmt::format("{} targets are chosen, and Cargo's environment has room for the flags of one",
                                sysroots.size()))
                  .help("choose one with `--target TRIPLE`, and run the command once for each")
                  .exit_status(1));
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x20 || code == 0x7f) {
      quoted += fmt::format("\\u{:04x}", code);
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string toml_strings(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const auto& value : values) quoted.push_back(toml_string(value));
  return "[" + text::join(quoted, ", ") + "]";
}

}  // namespace

Result<std::map<std::string, std::string>> cargo_environment(const Session& session,
                                                             const std::vector<Sysroot>& sysroots) {
  BUILDSTD_CHECK(require_one(sysroots));
  const auto& sysroot = sysroots.front();
  const auto& choice = session.targets.front();
  std::map<std::string, std::string> variables;
  variables["RUSTC"] = session.toolchain.rustc.string();
  // Doc tests are compiled by rustdoc, which must be the compiler's own.
  const auto rustdoc =
      session.toolchain.rustc.parent_path() / fmt::format("rustdoc{}", session.toolchain.rustc.extension().string());
  if (!session.environment.get("RUSTDOC") && fs::is_executable(rustdoc)) variables["RUSTDOC"] = rustdoc.string();
  if (session.selection.toolchain) variables["RUSTUP_TOOLCHAIN"] = *session.selection.toolchain;
  if (sysroot.is_prebuilt) return variables;
  variables["CARGO_BUILD_TARGET"] = cargo_target(choice);
  variables["CARGO_ENCODED_RUSTFLAGS"] = text::join(with_sysroot(choice.rustflags.flags, sysroot), "\x1f");
  variables["CARGO_ENCODED_RUSTDOCFLAGS"] = text::join(with_sysroot(choice.rustdocflags.flags, sysroot), "\x1f");
  return variables;
}

Result<std::string> cargo_config(const Session& session, const std::vector<Sysroot>& sysroots) {
  BUILDSTD_CHECK(require_one(sysroots));
  const auto& sysroot = sysroots.front();
  const auto& choice = session.targets.front();
  auto fragment = fmt::format("[build]\nrustc = {}\n", toml_string(session.toolchain.rustc.string()));
  if (sysroot.is_prebuilt) return fragment;
  fragment +=
      fmt::format("target = {}\n\n[target.{}]\nrustflags = {}\nrustdocflags = {}\n", toml_string(cargo_target(choice)),
                  toml_string(choice.target.name), toml_strings(with_sysroot(choice.rustflags.flags, sysroot)),
                  toml_strings(with_sysroot(choice.rustdocflags.flags, sysroot)));
  return fragment;
}

}  // namespace buildstd::ops
