// SPDX-License-Identifier: MIT
#include "buildstd/ops/session.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "ops/target_choice.hpp"

namespace buildstd::ops {

namespace {

<<<<<<< HEAD
=======
/// Decides, target by target.
class TargetChooser {
 public:
  TargetChooser(Session& session, const std::optional<std::filesystem::path>& manifest, Diagnostics& diagnostics)
      : session_(session), manifest_(manifest), diagnostics_(diagnostics) {}

  Result<void> choose() {
    auto names = session_.selection.targets;
    if (names.empty()) {
      BUILDSTD_TRY(const auto configured, config::build_targets(session_.config));
      for (const auto& target : configured) names.push_back(target.value);
    }
    const bool explicitly = !names.empty();
    if (!explicitly) names.push_back(session_.toolchain.version.host);
    BUILDSTD_TRY(panic_, choose_panic());
    for (auto& name : names) {
      if (name == "host-tuple") name = session_.toolchain.version.host;
      BUILDSTD_TRY(auto choice, choose_one(name));
      choice.explicitly_chosen = explicitly;
      session_.targets.push_back(std::move(choice));
    }
    return {};
  }

 private:
  // RUSTC_BOOTSTRAP=1 makes a stable toolchain count as nightly, as it does for Cargo.
  [[nodiscard]] bool is_nightly() const {
    return session_.toolchain.version.is_nightly() || session_.surroundings.environment.get("RUSTC_BOOTSTRAP") == "1";
  }

  [[nodiscard]] Error unstable(std::string message, std::string_view reason) const {
    return Error(std::move(message))
        .note(std::string(reason))
        .help(fmt::format("use a nightly toolchain; this is rustc {} ({})", session_.toolchain.version.release,
                          session_.toolchain.version.channel()));
  }

  Result<TargetChoice> choose_one(const std::string& name) {
    if (name.ends_with(".json")) BUILDSTD_CHECK(allow_specification(name));
    TargetChoice choice;
    BUILDSTD_CHECK(find_flags(name, choice));
    const auto& target = choice.target;
    BUILDSTD_TRY(const auto setting, config::build_std(session_.config, target.name, target.cfgs, diagnostics_));
    if (setting.always && !setting.always->value && session_.selection.overrule_never == Overrule::no)
      choice.never = setting.always->origin;
    choice.panic = panic_;
    if (choice.never) return choice;
    auto crates = session_.selection.crates;
    if (!crates && setting.crates) crates = setting.crates->value;
    BUILDSTD_TRY(choice.crates, choose_crates(target, crates));
    return choice;
  }

  Result<void> allow_specification(const std::string& name) const {
    if (!is_nightly()) {
      return fail(unstable(fmt::format("custom target specifications are not available on stable toolchains: `{}`",
                                       text::printable(name)),
                           "the format of target specifications is unstable, RFC 3874 leaves them to nightly"));
    }
    if (session_.selection.unstable_options) return {};
    return fail(Error(fmt::format("custom target specification `{}` needs `-Zunstable-options`", text::printable(name)))
                    .help("add `-Zunstable-options`"));
  }

  // cfgs depend on flags and flags on cfgs: asked again once with the flags, as Cargo does
  // (compiler/build_context/target_info.rs).
  Result<void> find_flags(const std::string& name, TargetChoice& choice) {
    BUILDSTD_TRY(choice.target, session_.probe.target(session_.toolchain, name, {}));
    for (int round = 0; round < 2; ++round) {
      BUILDSTD_TRY(auto flags, flags_for(config::FlagTool::rustc, choice.target));
      if (flags.flags == choice.rustflags.flags) break;
      choice.rustflags = std::move(flags);
      BUILDSTD_TRY(choice.target, session_.probe.target(session_.toolchain, name, choice.rustflags.flags));
    }
    BUILDSTD_TRY(choice.rustdocflags, flags_for(config::FlagTool::rustdoc, choice.target));
    return {};
  }

  // What Cargo would take, without what `exec` and `env` have handed over before: a job may call buildstd
  // inside the environment that it made.
  Result<config::Flags> flags_for(config::FlagTool tool, const toolchain::Target& target) const {
    BUILDSTD_TRY(auto flags, config::compiler_flags(session_.config, tool, target.name, target.cfgs));
    auto& all = flags.flags;
    const auto own = (session_.state / "sysroots").string();
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (all[i] != "--sysroot" || !all[i + 1].starts_with(own)) continue;
      all.erase(all.begin() + static_cast<std::ptrdiff_t>(i), all.begin() + static_cast<std::ptrdiff_t>(i) + 2);
      break;
    }
    return flags;
  }

  Result<std::optional<PanicStrategy>> choose_panic() const {
    auto panic = session_.selection.panic;
    if (!panic) {
      BUILDSTD_TRY(const auto configured,
                   config::profile_panic(session_.config, manifest_, session_.selection.profile, diagnostics_));
      if (configured) panic = configured->value;
    }
    if (panic == PanicStrategy::immediate_abort && !is_nightly()) {
      return fail(unstable("panic strategy `immediate-abort` is not available on stable toolchains",
                           "`-Cpanic=immediate-abort` is unstable"));
    }
    return panic;
  }

  // SPEC P4, RFC 3874 "Standard library crate stability".
  Result<StdCrates> choose_crates(const toolchain::Target& target, std::optional<StdCrates> wanted) const {
    const auto support = toolchain::support_of(target);
    if (is_nightly()) return wanted.value_or(support ? support->default_crates : StdCrates::core);
    if (!support) {
      return fail(unstable(
          fmt::format("no crate of the standard library may be built for `{}` on stable toolchains", target.name),
          "the target's specification does not say which of them it supports"));
    }
    const auto crates = wanted.value_or(support->default_crates);
    if (crates <= support->supported) return crates;
    return fail(unstable(fmt::format("`{}` is not supported for target `{}` on stable toolchains", name_of(crates),
                                     target.name),
                         "its specification says that it has no operating system to build on")
                    .help(fmt::format("the target supports `--crates {}` and less", name_of(support->supported))));
  }

  Session& session_;
  const std::optional<std::filesystem::path>& manifest_;
  Diagnostics& diagnostics_;
  std::optional<PanicStrategy> panic_;  ///< one for all targets: it is the profile's
};

>>>>>>> front
Result<std::optional<std::filesystem::path>> find_manifest(const Selection& selection,
                                                           const Surroundings& surroundings) {
  if (!selection.manifest) return config::workspace_manifest(surroundings.cwd);
  const auto manifest = fs::absolute(*selection.manifest, surroundings.cwd);
  if (fs::is_file(manifest)) return config::workspace_manifest(manifest.parent_path());
  return fail(Error(fmt::format("manifest path `{}` does not exist", selection.manifest->string()))
                  .help("`--manifest-path` takes the path of a Cargo.toml"));
}

std::filesystem::path probe_file(const std::filesystem::path& state, const std::string& rustc,
                                 const Surroundings& surroundings) {
  // One for each way to name a compiler, so that two of them do not push each other out.
  const auto name = Fingerprint()
                        .field("rustc", rustc)
                        .field("toolchain", surroundings.environment.get("RUSTUP_TOOLCHAIN").value_or(""))
                        .short_hex();
  return state / "cache" / fmt::format("probe-{}.json", name);
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
  BUILDSTD_TRY(auto probe, toolchain::Probe::open({tools.rustc.value, environment, surroundings.cwd,
                                                   probe_file(state, tools.rustc.value, surroundings)}));
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
                  jobs,
                  std::nullopt,
                  {},
                  {},
                  {}};
  if (tools.rustc_wrapper) session.rustc_wrapper = tools.rustc_wrapper->value;
  return session;
}

Result<Session> open_session(const Selection& selection, const Surroundings& surroundings, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_ground(selection, surroundings, diagnostics));
  BUILDSTD_TRY(const auto manifest, find_manifest(selection, session.surroundings));
  BUILDSTD_CHECK(choose_targets(session, manifest, diagnostics));
  BUILDSTD_TRY(const auto host, session.probe.target(session.toolchain, session.toolchain.version.host, {}));
  session.host_cfgs = host.cfgs;
  BUILDSTD_TRY(const auto linker, config::linker(session.config, session.toolchain.version.host, host.cfgs));
  if (linker) session.host_linker = linker->value;
  if (selection.vendor_dir || selection.lockfile) {
    diagnostics.warn(
        "this standard library is not the toolchain's: `--vendor-dir` and `--lockfile` put other dependencies in; use "
        "it "
        "to compare, not to ship");
  }
  session.probe.save();
  return session;
}

}  // namespace buildstd::ops
