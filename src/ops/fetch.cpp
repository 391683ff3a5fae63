// SPDX-License-Identifier: MIT
#include "buildstd/ops/fetch.hpp"
#include "buildstd/base/std_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/process/event_loop.hpp"
#include "buildstd/workspace/workspace.hpp"
#include "ops/dependencies.hpp"
#include "ops/target_choice.hpp"

namespace buildstd::ops {

namespace {

using workspace::LockedPackage;

std::vector<LockedPackage> absent_packages(const workspace::Workspace& workspace) {
  std::vector<LockedPackage> packages;
  for (std::size_t i = 0; i < workspace.members.size(); ++i) {
    const auto& locked = workspace.lock.packages[i];
    if (!workspace.members[i].package && locked.source) packages.push_back(locked);
  }
  return packages;
}

// A package that needs exactly these: the workspace itself may lack members that only its tests need, and Cargo would
// resolve it anew. Keys are numbered because several versions of one package may be wanted.
std::string manifest_for(const std::vector<LockedPackage>& packages) {
  std::string text =
      "[package]\nname = \"std-dependencies\"\nversion = \"0.0.0\"\nedition = "
      "\"2021\"\n\n[workspace]\n\n[dependencies]\n";
  std::size_t number = 0;
  for (const auto& package : packages) {
    text += fmt::format("d{} = {{ package = \"{}\", version = \"={}\", default-features = false }}\n", number++,
                        package.name, package.version.str());
  }
  return text;
}

Result<void> run_cargo(const Session& session, const std::filesystem::path& folder) {
  const auto named = session.settings.environment.get("CARGO").value_or("");
  Command command{named.empty() ? "cargo" : named,
                  {"fetch", "--manifest-path", (folder / "Cargo.toml").string()},
                  {{"CARGO_TARGET_DIR", std::nullopt}, {"RUSTC", session.compiler.toolchain.rustc.string()}},
                  session.process_context.cwd};
  BUILDSTD_TRY(const auto output, process::run(command, session.settings.environment));
  if (output.status.success()) return {};
  return fail(Error("Cargo could not download the dependencies of the standard library")
                  .output(output.standard_error)
                  .caused_by(failed_process(command.shell_line(), output.status.describe()))
                  .help("check the network and Cargo's configuration; CARGO names another Cargo"));
}

Result<void> download(const Session& session, const std::vector<LockedPackage>& packages) {
  BUILDSTD_CHECK(session.storage.state_directory->prepare([] {}));
  const auto folder = session.storage.state / "cache" / fmt::format("fetch-{}", fs::unique_name());
  BUILDSTD_CHECK(fs::create_directories(folder / "src"));
  auto done = fs::write_atomically(folder / "Cargo.toml", manifest_for(packages));
  if (done) done = fs::write_atomically(folder / "src" / "lib.rs", "");
  if (done) done = run_cargo(session, folder);
  [[maybe_unused]] const auto removed = fs::remove_all(folder);  // the first error is the one that matters
  return done;
}

}  // namespace

Result<Fetched> fetch(const Invocation& invocation, const FetchView& view, Diagnostics& diagnostics) {
  BUILDSTD_TRY(const auto session, open_compiler(invocation, diagnostics));
  BUILDSTD_TRY(const auto library, toolchain::library_sources(session.compiler.toolchain));
  Fetched fetched;
  if (fs::is_directory(std_layout::vendored_packages(library))) return fetched;
  const auto& cwd = session.process_context.cwd;
  const auto look = [&] {
    return workspace::load(library, dependency_sources(session.selection, session.settings.config, cwd, library));
  };
  BUILDSTD_TRY(const auto before, look());
  const auto wanted = absent_packages(before);
  if (wanted.empty()) return fetched;
  for (const auto& package : wanted)
    fetched.packages.push_back(fmt::format("{} v{}", package.name, package.version.str()));
  view(fetched.packages);
  BUILDSTD_CHECK(download(session, wanted));
  BUILDSTD_TRY(const auto after, look());
  if (const auto missing = absent_packages(after); !missing.empty()) {
    const auto index = static_cast<std::size_t>(
        std::ranges::find_if(after.members, [](const auto& member) { return member.absent.has_value(); }) -
        after.members.begin());
    return fail(Error(fmt::format("`{} {}` is still not there after the download", missing.front().name,
                                  missing.front().version.str()))
                    .caused_by(after.members[index].absent->message())
                    .help("see what Cargo's configuration replaces crates.io with"));
  }
  return fetched;
}

}  // namespace buildstd::ops
