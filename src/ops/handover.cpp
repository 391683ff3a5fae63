// SPDX-License-Identifier: MIT
#include "buildstd/ops/handover.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "ops/handover_targets.hpp"

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

// A triple may have a dot (thumbv8m.base-none-eabi), which a bare key cannot.
std::string toml_key(const std::string& name) { return name.find('.') == std::string::npos ? name : toml_string(name); }

std::string toml_strings(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const auto& value : values) quoted.push_back(toml_string(value));
  return "[" + text::join(quoted, ", ") + "]";
}

}  // namespace

Result<std::map<std::string, std::string>> cargo_environment(const Session& session,
                                                             const std::vector<Sysroot>& sysroots) {
  std::map<std::string, std::string> variables;
  variables["RUSTC"] = session.compiler.toolchain.rustc.string();
  // Doc tests are compiled by rustdoc, which must be the compiler's own.
  const auto rustdoc = session.compiler.toolchain.rustc.parent_path() /
                       fmt::format("rustdoc{}", session.compiler.toolchain.rustc.extension().string());
  if (!session.settings.environment.get("RUSTDOC") && fs::is_executable(rustdoc))
    variables["RUSTDOC"] = rustdoc.string();
  if (session.selection.toolchain) variables["RUSTUP_TOOLCHAIN"] = *session.selection.toolchain;
  if (std::ranges::all_of(sysroots, &Sysroot::is_prebuilt)) return variables;
  if (sysroots.size() > 1) {
    BUILDSTD_TRY(auto flags, flags_of_targets(session, sysroots));
    variables.merge(std::move(flags));
    return variables;
  }
  const auto& sysroot = sysroots.front();
  const auto& choice = session.targets.all.front();
  variables["CARGO_BUILD_TARGET"] = cargo_target(choice);
  variables["CARGO_ENCODED_RUSTFLAGS"] = text::join(with_sysroot(choice.rustflags.flags, sysroot), "\x1f");
  variables["CARGO_ENCODED_RUSTDOCFLAGS"] = text::join(with_sysroot(choice.rustdocflags.flags, sysroot), "\x1f");
  return variables;
}

Result<std::string> cargo_config(const Session& session, const std::vector<Sysroot>& sysroots) {
  auto fragment = fmt::format("[build]\nrustc = {}\n", toml_string(session.compiler.toolchain.rustc.string()));
  if (std::ranges::all_of(sysroots, &Sysroot::is_prebuilt)) return fragment;
  std::vector<std::string> names;
  for (const auto& choice : session.targets.all) names.push_back(cargo_target(choice));
  fragment += fmt::format("target = {}\n", names.size() == 1 ? toml_string(names.front()) : toml_strings(names));
  for (std::size_t i = 0; i < sysroots.size(); ++i) {
    if (sysroots[i].is_prebuilt) continue;
    const auto& choice = session.targets.all[i];
    fragment += fmt::format("\n[target.{}]\nrustflags = {}\nrustdocflags = {}\n", toml_key(choice.target.name),
                            toml_strings(with_sysroot(choice.rustflags.flags, sysroots[i])),
                            toml_strings(with_sysroot(choice.rustdocflags.flags, sysroots[i])));
  }
  return fragment;
}

}  // namespace buildstd::ops
