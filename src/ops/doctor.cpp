// SPDX-License-Identifier: MIT
#include "buildstd/ops/doctor.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/std_layout.hpp"
#include "buildstd/base/writable.hpp"
#include "buildstd/ops/build.hpp"
#include "buildstd/ops/remote_cache.hpp"
#include "buildstd/planner/compiler_options.hpp"
#include "ops/temporary_folder.hpp"
#include "ops/trial_link.hpp"

namespace buildstd::ops {

namespace {

using Path = std::filesystem::path;

Check check_of(std::string name, Result<std::string> result) {
  if (!result) return {std::move(name), {}, std::move(result).error()};
  return {std::move(name), *std::move(result), std::nullopt};
}

// Build scripts are linked for the host without the user's flags.
Check check_host_linker(Session& session, const Path& folder) {
  const auto& toolchain = session.compiler.toolchain;
  auto host = session.compiler.probe.target(toolchain, toolchain.version.host, {});
  if (!host) return {"linker", {}, std::move(host).error()};
  return check_of("linker", trial_link(session, *host, {}, folder / "host"));
}

void check_target_linkers(const Session& session, const Path& folder, std::vector<Check>& checks) {
  for (const auto& choice : session.targets.all) {
    const bool cannot_compile =
        choice.target.needs_explicit_cpu && !planner::UserFlags(choice.rustflags.flags).names_processor();
    const bool is_host = choice.target.name == session.compiler.toolchain.version.host;
    if (cannot_compile || (is_host && choice.rustflags.flags.empty())) continue;  // the plan says so; done
    checks.push_back(check_of("linker of target",
                              trial_link(session, choice.target, choice.rustflags, folder / choice.target.name)));
  }
}

Check check_remote(const cache::RemoteSettings& remote, const ProcessContext& process_context) {
  auto result = cache::try_remote(remote, transfer_program(process_context));
  if (!result)
    result =
        fail(std::move(result)
                 .error()
                 .note(fmt::format("the remote cache is `{}`", text::printable(remote.url)))
                 .help(fmt::format("builds go on without it; `--remote-cache` or {} names another, and an empty one "
                                   "turns it off",
                                   remote_cache_variable)));
  return check_of("remote cache", std::move(result));
}

// The directory may have to be made: then the nearest one that is there counts.
Check check_writable(const Result<Path>& state) {
  if (!state) return {"target directory", {}, state.error()};
  const auto nearest = fs::nearest_existing(*state);
  if (fs::is_directory(nearest) && fs::is_writable(nearest)) return {"target directory", state->string(), std::nullopt};
  return {"target directory",
          {},
          Error(fmt::format("`{}` cannot be written to", nearest.string()))
              .help("name a directory that can be, with `--target-dir` or CARGO_TARGET_DIR")};
}

Check check_host_std(const Session& session) {
  const auto& host = session.compiler.toolchain.version.host;
  const auto crates = toolchain::prebuilt_crates(session.compiler.toolchain, host);
  if (crates.contains(std::string(std_layout::std)))
    return {"host std", session.compiler.toolchain.target_libraries(host).string(), std::nullopt};
  return {"host std",
          {},
          Error(fmt::format("the toolchain has no prebuilt std for its host {}, which build scripts need", host))
              .help("install it (rustup: `rustup target add`; Debian: `libstd-rust-dev`, `libstd-rust-web-dev`)")};
}

// What a build only warns of because it does not link is as much in the way of a program.
void check_plan(const Session& session, Diagnostics& diagnostics, std::vector<Check>& checks) {
  CollectedDiagnostics said;
  auto plans = check_build(session, said);
  for (auto& diagnostic : said.all) {
    if (diagnostic.severity != Diagnostic::Severity::warning) {
      diagnostics.report(std::move(diagnostic));
      continue;
    }
    Error error(diagnostic.message);
    for (auto& help : diagnostic.helps) error = std::move(error).help(std::move(help));
    checks.push_back({"files for linking", {}, std::move(error)});
  }
  if (!plans) return checks.push_back({"plan", {}, std::move(plans).error()});
  std::string found;
  for (const auto& made : *plans)
    found += fmt::format("{}{}: {} units for {}", found.empty() ? "" : "; ", made.target, made.units.size(),
                         name_of(made.crates));
  if (found.empty()) found = "nothing to build: the configuration says \"never\"";
  checks.push_back({"plan", std::move(found), std::nullopt});
}

}  // namespace

std::vector<Check> doctor(const Invocation& invocation, Diagnostics& diagnostics) {
  const TemporaryFolder folder(invocation.process_context.environment, "doctor");
  if (auto made = folder.make(); !made) return {{"temporary folder", {}, std::move(made).error()}};
  auto elsewhere = invocation;
  elsewhere.selection.target_dir = folder.path();
  elsewhere.selection.no_cache = true;
  auto session = open_session(elsewhere, diagnostics);
  if (!session) return {{"compiler and configuration", {}, std::move(session).error()}};
  std::vector<Check> checks;
  const auto& toolchain = session->compiler.toolchain;
  checks.push_back({"compiler",
                    fmt::format("{} (rustc {}, {})", toolchain.rustc.string(), toolchain.version.release,
                                toolchain.version.channel()),
                    std::nullopt});
  auto sources = toolchain::library_sources(toolchain);
  checks.push_back(sources ? Check{"sources", sources->string(), std::nullopt}
                           : Check{"sources", {}, std::move(sources).error()});
  const bool has_sources = !checks.back().error;
  checks.push_back(check_host_std(*session));
  checks.push_back(check_host_linker(*session, folder.path()));
  check_target_linkers(*session, folder.path(), checks);
  checks.push_back(check_writable(state_directory(invocation)));
  if (!session->storage.remote.url.empty())
    checks.push_back(check_remote(session->storage.remote, invocation.process_context));
  if (has_sources) check_plan(*session, diagnostics, checks);
  return checks;
}

}  // namespace buildstd::ops
