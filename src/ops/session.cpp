// SPDX-License-Identifier: MIT
#include "buildstd/ops/session.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/ops/cache.hpp"
#include "buildstd/ops/emit.hpp"
#include "ops/target_choice.hpp"

namespace buildstd::ops {

namespace {

// Cargo: util/toml/mod.rs, `is_embedded`.
bool is_script(const std::filesystem::path& manifest) { return manifest.extension() == ".rs"; }

Result<std::optional<std::filesystem::path>> find_manifest(const Selection& selection,
                                                           const Surroundings& surroundings) {
  if (!selection.manifest) return config::workspace_manifest(surroundings.cwd);
  const auto manifest = fs::absolute(*selection.manifest, surroundings.cwd);
  if (fs::is_file(manifest) && is_script(manifest)) return manifest;  // a workspace of its own
  if (fs::is_file(manifest)) return config::workspace_manifest(manifest.parent_path());
  return fail(Error(fmt::format("manifest path `{}` does not exist", selection.manifest->string()))
                  .help("`--manifest-path` takes the path of a Cargo.toml"));
}

fs::KeptFile probe_file(std::shared_ptr<const fs::TrustedDirectory> answers, const std::string& rustc,
                        const Surroundings& surroundings) {
  // One for each way to name a compiler, so that two of them do not push each other out.
  const auto name = Fingerprint()
                        .field("rustc", rustc)
                        .field("toolchain", surroundings.environment.get("RUSTUP_TOOLCHAIN").value_or(""))
                        .short_hex();
  return {std::move(answers), fmt::format("probe-{}.json", name)};
}

Result<unsigned> choose_jobs(const Selection& selection, const config::Config& config, unsigned cpus) {
  if (!selection.jobs) return config::jobs(config, cpus);
  const int jobs = *selection.jobs;
  if (jobs == 0)
    return fail(Error("jobs may not be 0")
                    .help("`-j N` takes a number above 0, or a negative one to leave processors free")
                    .exit_status(1));
  if (jobs > 0) return static_cast<unsigned>(jobs);
  const auto left = static_cast<long>(cpus) + jobs;  // Cargo: negative numbers count from all processors down
  return static_cast<unsigned>(std::max(left, 1L));
}

// Without the user's cache. What is to be built says whether the directory cannot be used.
std::shared_ptr<const fs::TrustedDirectory> answers_in(StateDirectory& state) {
  const auto prepared = state.prepare([] {});
  return prepared ? state.open("cache") : nullptr;
}

}  // namespace

Result<config::Config> load_config(const Selection& selection, const Surroundings& surroundings,
                                   Diagnostics& diagnostics) {
  if (surroundings.config) return *surroundings.config;
  return config::load({surroundings.cwd, surroundings.environment, selection.config}, diagnostics);
}

Result<std::filesystem::path> state_directory(const Selection& selection, const Surroundings& surroundings,
                                              const config::Config& config) {
  std::filesystem::path target_dir;
  if (selection.target_dir) {
    target_dir = fs::absolute(*selection.target_dir, surroundings.cwd);
  } else {
    BUILDSTD_TRY(const auto configured, config::target_dir(config));
    BUILDSTD_TRY(const auto manifest, find_manifest(selection, surroundings));
    const auto workspace = manifest ? manifest->parent_path() : surroundings.cwd;
    target_dir = configured ? configured->value : workspace / "target";
    if (manifest && is_script(*manifest) && !configured)
      target_dir = config::script_target_dir(config, *manifest).value_or(target_dir);
  }
  return target_dir / "buildstd";
}

Result<Session> open_ground(const Selection& selection, const Surroundings& given, Diagnostics& diagnostics) {
  auto surroundings = given;
  if (selection.toolchain) surroundings.environment.set("RUSTUP_TOOLCHAIN", *selection.toolchain);
  BUILDSTD_TRY(auto config, load_config(selection, surroundings, diagnostics));
  BUILDSTD_TRY(auto environment, config::with_env_table(config, surroundings.environment));
  BUILDSTD_TRY(auto state, state_directory(selection, surroundings, config));
  BUILDSTD_TRY(const auto tools, config::tools(config));
  BUILDSTD_TRY(const auto jobs, choose_jobs(selection, config, surroundings.cpus));
  auto cache = usable_cache(selection, surroundings, diagnostics);
  auto state_directory = std::make_unique<StateDirectory>(state);
  auto answers = cache ? cache->answers() : answers_in(*state_directory);
  BUILDSTD_TRY(auto probe, toolchain::Probe::open({tools.rustc.value, environment, surroundings.cwd,
                                                   probe_file(answers, tools.rustc.value, surroundings)}));
  if (selection.toolchain && !probe.chosen_by_rustup()) {
    return fail(Error(fmt::format("`+{}` chooses among rustup's toolchains, but `{}` is not rustup's",
                                  text::printable(*selection.toolchain), tools.rustc.value))
                    .help("leave out `+toolchain`, or unset what names the compiler (RUSTC, `build.rustc`) and put "
                          "rustup first in PATH"));
  }
  BUILDSTD_TRY(auto toolchain, probe.toolchain());
  Session session{surroundings,
                  selection,
                  std::move(config),
                  std::move(environment),
                  std::move(probe),
                  std::move(toolchain),
                  std::move(state),
                  std::move(state_directory),
                  std::move(cache),
                  std::nullopt,
                  std::move(answers),
                  jobs,
                  std::nullopt,
                  std::nullopt,
                  {},
                  {},
                  {},
                  {}};
  if (tools.rustc_wrapper) session.rustc_wrapper = tools.rustc_wrapper->value;
  if (tools.rustdoc.origin.kind != config::Origin::Kind::builtin) session.rustdoc = tools.rustdoc.value;
  return session;
}

Result<Session> open_session(const Selection& selection, const Surroundings& surroundings, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_ground(selection, surroundings, diagnostics));
  BUILDSTD_TRY(session.manifest, find_manifest(selection, session.surroundings));
  BUILDSTD_CHECK(choose_targets(session, diagnostics));
  BUILDSTD_CHECK(check_emission(session));
  BUILDSTD_TRY(const auto host, session.probe.target(session.toolchain, session.toolchain.version.host, {}));
  session.host_cfgs = host.cfgs;
  BUILDSTD_TRY(const auto linker, config::linker(session.config, session.toolchain.version.host, host.cfgs));
  if (linker) session.host_linker = linker->value;
  if (selection.vendor_dir || selection.lockfile) {
    diagnostics.warn(
        "this standard library is not the toolchain's: `--vendor-dir` and `--lockfile` give it other dependencies; "
        "use it to compare, not to ship");
  }
  session.probe.save();
  return session;
}

}  // namespace buildstd::ops
