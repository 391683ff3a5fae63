// SPDX-License-Identifier: MIT
#include "ops/trial_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/planner/compiler_options.hpp"
#include "buildstd/process/event_loop.hpp"

namespace buildstd::ops {

namespace {

constexpr std::string_view empty_source = "#![feature(no_core)]\n#![no_core]\n#![no_main]\n";

// Which linker, and what code is for. Scripts and libraries are left out: some are only made when a project is built.
bool concerns_linker(const planner::UserFlag& flag) {
  constexpr std::array<std::string_view, 6> names = {
      "linker", "linker-flavor", "linker-features", "link-self-contained", "target-cpu", "target-feature"};
  const bool known = std::ranges::find(names, std::string_view(flag.name)) != names.end();
  if (flag.family == planner::OptionFamily::plain) return false;
  return known || (flag.name.starts_with("link-arg") && flag.value.value_or("").starts_with("-fuse-ld="));
}

// What a linker says of a program that lacks the libraries it needs. It has understood the rest.
bool lacks_symbols_only(std::string_view messages) {
  constexpr std::array<std::string_view, 4> phrases = {"undefined reference", "undefined symbol", "Undefined symbols",
                                                       "unresolved external symbol"};
  return std::ranges::any_of(phrases, [&](auto phrase) { return messages.find(phrase) != std::string_view::npos; });
}

class TrialLink {
 public:
  TrialLink(const Session& session, const toolchain::Target& target, const config::Flags& flags,
            std::filesystem::path folder)
      : session_(session), target_(target), flags_(flags), folder_(std::move(folder)) {}

  // Where a target has no dynamic libraries, rustc says so in a warning and makes nothing.
  Result<std::string> run() {
    BUILDSTD_CHECK(fs::create_directories(folder_));
    BUILDSTD_CHECK(fs::write_atomically(folder_ / "empty.rs", empty_source));
    BUILDSTD_TRY(linker_, config::linker(session_.settings.config, target_.name, target_.cfgs));
    for (const auto* const type : {"cdylib", "bin"}) {
      BUILDSTD_TRY(const bool made, link(type));
      if (made)
        return fmt::format("links for {}{}", target_.name, linker_ ? fmt::format(", by `{}`", linker_->value) : "");
    }
    return fmt::format("nothing can be linked for {} without a library of its system", target_.name);
  }

 private:
  [[nodiscard]] std::vector<std::string> arguments(const std::string& type, const std::filesystem::path& output) const {
    std::vector<std::string> words{
        "empty.rs",  "--crate-name",   "empty_program",     "--crate-type",      type,
        "--out-dir", output.string(),  "--emit=link",       "--cap-lints=allow", "-Cpanic=abort",
        "--target",  target_.argument, "-Zunstable-options"};
    if (linker_) words.push_back("-Clinker=" + linker_->value);
    const planner::UserFlags flags(flags_.flags);
    for (const auto& flag : flags.all()) {
      if (concerns_linker(flag)) words.insert(words.end(), flag.words.begin(), flag.words.end());
    }
    // Start objects and libraries for static programs are looked at elsewhere.
    if (type == "cdylib" && target_.has_cfg("target_feature", "crt-static"))
      words.emplace_back("-Ctarget-feature=-crt-static");
    return words;
  }

  // @return false: nothing was made
  Result<bool> link(const std::string& type) {
    const auto output = folder_ / type;
    BUILDSTD_CHECK(fs::create_directories(output));
    const Command command{session_.compiler.toolchain.rustc,
                          arguments(type, output),
                          {{"RUSTC_BOOTSTRAP", "1"}, {"RUSTC_LOG", std::nullopt}},
                          folder_};
    BUILDSTD_TRY(const auto ended, process::run(command, session_.settings.environment));
    if (!ended.status.success() && !lacks_symbols_only(ended.standard_error))
      return fail(refusal(command, ended.standard_error));
    const auto files = fs::list(output).value_or(std::vector<std::string>());
    return !ended.status.success() || !files.empty();
  }

  [[nodiscard]] Error refusal(const Command& command, std::string_view messages) const {
    auto reason = std::string(text::trim(messages).substr(0, 2000));
    const auto variable = text::replace_all(text::upper(target_.name), "-", "_");
    return Error(fmt::format("nothing can be linked for `{}`", target_.name))
        .caused_by(failed_process(command.shell_line(), "it said"))
        .caused_by(std::move(reason))
        .help(fmt::format("install the linker that it names, or name another: CARGO_TARGET_{}_LINKER=PROGRAM, or "
                          "`linker` of `[target.{}]`",
                          variable, target_.name));
  }

  const Session& session_;
  const toolchain::Target& target_;
  const config::Flags& flags_;
  std::filesystem::path folder_;
  std::optional<config::Sourced<std::string>> linker_;
};

}  // namespace

Result<std::string> trial_link(const Session& session, const toolchain::Target& target, const config::Flags& flags,
                               const std::filesystem::path& folder) {
  return TrialLink(session, target, flags, folder).run();
}

}  // namespace buildstd::ops
