// SPDX-License-Identifier: MIT
#include "buildstd/ops/link_toolchain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"
#include "buildstd/sysroot/toolchain_folder.hpp"

namespace buildstd::ops {

namespace {

// What rustup takes for a channel, it downloads (rustup: src/dist/mod.rs, `TOOLCHAIN_CHANNELS` and versions).
bool is_channel(std::string_view name) {
  const auto first = name.substr(0, name.find('-'));
  if (first == "stable" || first == "beta" || first == "nightly") return true;
  return first.find('.') != std::string_view::npos && first.find_first_not_of("0123456789.") == std::string_view::npos;
}

Result<void> check_name(const std::string& name) {
  const bool plain = std::ranges::all_of(name, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
  });
  if (!name.empty() && plain && name.front() != '-' && name.front() != '.' && name != "none" && !is_channel(name))
    return {};
  return fail(
      Error(fmt::format("`{}` cannot be the name of a linked toolchain", text::printable(name)))
          .help("use letters, digits, `-`, `_` and `.`; no channel or version of Rust's own, such as `stable` or "
                "`1.96.0`: try `my-std`")
          .exit_status(1));
}

// Rustup removes a toolchain of the same name first, and with it perhaps the compiler that this one runs. Its
// toolchains are directories; those that are linked, links (rustup: src/config.rs, `toolchain_path`).
Result<void> check_rustup_toolchain(const ToolchainLink& link, const ProcessContext& process_context) {
  const auto named = process_context.environment.get_nonempty("RUSTUP_HOME");
  const std::filesystem::path home = process_context.environment.get("HOME").value_or("");
  if (!named && !home.is_absolute()) return {};
  const auto rustup = named ? fs::absolute(*named, process_context.cwd) : home / ".rustup";
  const auto place = rustup / "toolchains" / link.name;
  const auto target = fs::link_target(place);
  if (!target && !fs::exists(place)) return {};
  if (target && (place.parent_path() / *target == link.folder || sysroot::is_own_toolchain(place))) return {};
  return fail(Error(fmt::format("rustup has a toolchain `{}`, and it was not created by buildstd", link.name))
                  .note(fmt::format("it is in `{}`; linking another under its name would remove it", place.string()))
                  .help("choose another name"));
}

}  // namespace

Result<ToolchainLink> plan_toolchain_link(const std::string& name, const std::optional<std::filesystem::path>& folder,
                                          const ProcessContext& process_context) {
  BUILDSTD_CHECK(check_name(name));
  ToolchainLink link{name, {}};
  if (folder) {
    link.folder = fs::absolute(*folder, process_context.cwd);
  } else if (const auto data = personal_folder(process_context.environment, "XDG_DATA_HOME",
                                               std::filesystem::path(".local") / "share")) {
    link.folder = *data / "buildstd" / "toolchains" / name;
  } else {
    return fail(Error("there is no place for the toolchain: HOME is not set").help("name a folder with `--path DIR`"));
  }
  BUILDSTD_CHECK(check_rustup_toolchain(link, process_context));
  BUILDSTD_CHECK(sysroot::check_destination(link.folder));
  return link;
}

Result<void> check_for_toolchain(const Session& session, const ToolchainLink& link) {
  if (fs::canonical(session.compiler.toolchain.rustc.parent_path()) == fs::canonical(link.folder / "bin"))
    return fail(Error(fmt::format("the toolchain in `{}` cannot be made of itself", link.folder.string()))
                    .help("choose the compiler it was made of, with `+toolchain` or RUSTC"));
  if (session.selection.metadata_only)
    return fail(Error("a toolchain needs code, not only metadata").help("leave out `--check`").exit_status(1));
  if (std::ranges::all_of(session.targets.all, [](const auto& choice) { return choice.never.has_value(); }))
    return fail(Error("the prebuilt standard library is to be used: there is nothing to link")
                    .note("the configuration says `build-std.when = \"never\"`")
                    .help("add `--force` to build it all the same"));
  for (const auto& choice : session.targets.all) {
    const bool unwinds = !choice.panic || choice.panic == PanicStrategy::unwind;
    if (choice.never || choice.target.name != session.compiler.toolchain.version.host) continue;
    if (unwinds && choice.crates == StdCrates::std) continue;
    return fail(Error(fmt::format("build scripts and proc macros need all of std for `{}`, and one that unwinds",
                                  choice.target.name))
                    .note("they are compiled for the host, and a toolchain has one std for each target")
                    .help("leave out `--panic` and `--crates`, or choose other targets with `--target`"));
  }
  return {};
}

Result<void> make_toolchain(const Session& session, const std::vector<Sysroot>& sysroots, const ToolchainLink& link) {
  sysroot::ToolchainRequest request{
      session.compiler.toolchain.rustc, session.compiler.toolchain.sysroot, {}, link.folder, "std:", {}};
  nlohmann::json parts = nlohmann::json::object();
  for (const auto& part : sysroots) {
    if (part.is_prebuilt) continue;
    const auto id = part.path.filename().string();
    request.parts.emplace_back(part.target, part.path);
    request.identity += " " + id;
    parts[part.target] = id;
  }
  const nlohmann::json json = {
      {"format", 1}, {"compiler", session.compiler.toolchain.version.verbose}, {"parts", parts}};
  request.description = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  BUILDSTD_CHECK(fs::create_directories(link.folder.parent_path()));
  return sysroot::make_toolchain(request);
}

Result<bool> register_with_rustup(const Session& session, const ToolchainLink& link) {
  const auto& environment = session.process_context.environment;
  const auto rustup = fs::find_program("rustup", environment.get("PATH").value_or(""), session.process_context.cwd);
  if (!rustup) return false;
  BUILDSTD_CHECK(check_rustup_toolchain(link, session.process_context));  // building has taken its time
  const Command command{
      *rustup, {"toolchain", "link", link.name, link.folder.string()}, {}, session.process_context.cwd};
  BUILDSTD_TRY(const auto output, process::run(command, environment));
  if (output.status.success()) return true;
  return fail(Error("rustup did not take the toolchain")
                  .output(output.standard_error)
                  .caused_by(failed_process(command.shell_line(), output.status.describe()))
                  .help("the folder is made: after fixing rustup, run the command above"));
}

}  // namespace buildstd::ops
