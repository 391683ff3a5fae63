// SPDX-License-Identifier: MIT
#include "buildstd/ops/session.hpp"

#include <fmt/format.h>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/processor.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/base/utf8.hpp"
#include "buildstd/ops/cache.hpp"
#include "buildstd/ops/compiler_choice.hpp"
#include "buildstd/ops/emit.hpp"
#include "buildstd/ops/remote_cache.hpp"
#include "ops/c_objects.hpp"
#include "ops/target_choice.hpp"

namespace buildstd::ops {

namespace {

// Cargo: util/toml/mod.rs, `is_embedded`.
bool is_script(const std::filesystem::path& manifest) { return manifest.extension() == ".rs"; }

Result<std::optional<std::filesystem::path>> find_manifest(const Invocation& invocation) {
  const auto& wanted = invocation.selection.manifest;
  const auto& cwd = invocation.process_context.cwd;
  if (!wanted) return config::workspace_manifest(cwd);
  const auto manifest = fs::absolute(*wanted, cwd);
  if (fs::is_file(manifest) && is_script(manifest)) return manifest;  // a workspace of its own
  if (fs::is_file(manifest)) return config::workspace_manifest(manifest.parent_path());
  return fail(Error(fmt::format("manifest path `{}` does not exist", wanted->string()))
                  .help("`--manifest-path` takes the path of a Cargo.toml"));
}

std::string probe_name(const std::string& rustc, const Environment& environment) {
  // One for each way to name a compiler, so that two of them do not push each other out.
  const auto name = Fingerprint()
                        .field("rustc", rustc)
                        .field("toolchain", environment.get("RUSTUP_TOOLCHAIN").value_or(""))
                        .short_hex();
  return fmt::format("probe-{}.json", name);
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

Result<Settings> read_settings(const Invocation& invocation, const config::Tools& tools) {
  const auto& [selection, process_context, config] = invocation;
  BUILDSTD_TRY(auto environment, config::with_env_table(config, process_context.environment));
  BUILDSTD_TRY(const auto jobs, choose_jobs(selection, config, process_context.cpus));
  BUILDSTD_TRY(auto manifest, find_manifest(invocation));
  Settings settings{config, std::move(environment), std::move(manifest), jobs, std::nullopt, std::nullopt};
  if (tools.rustc_wrapper && !is_front(tools.rustc_wrapper->value)) settings.rustc_wrapper = tools.rustc_wrapper->value;
  if (tools.rustdoc.origin.kind != config::Origin::Kind::builtin && !is_front(tools.rustdoc.value))
    settings.rustdoc = tools.rustdoc.value;
  return settings;
}

// A variable that says the same as an option, for those who cannot change the command line.
Result<void> read_switch(std::string_view variable, const Environment& environment, bool& is_off) {
  const auto value = environment.get_nonempty(variable).value_or("1");
  if (value != "0" && value != "1")
    return fail(Error(fmt::format("invalid value `{}` of the variable {}", text::printable(value), variable))
                    .help(fmt::format("set {}=0 to turn it off, or unset it", variable))
                    .exit_status(1));
  is_off = is_off || value == "0";
  return {};
}

Error not_rustups(const std::string& toolchain, const std::string& rustc) {
  return Error(fmt::format("`+{}` chooses among rustup's toolchains, but `{}` is not rustup's",
                           text::printable(toolchain), rustc))
      .help(
          "leave out `+toolchain`, or unset what names the compiler (RUSTC, `build.rustc`) and put rustup first in "
          "PATH");
}

}  // namespace

Result<fs::TrustedDirectory> Storage::make_directory(const std::string& name) const {
  if (answers) {
    if (auto made = answers->make_directory(name)) return made;
  }
  BUILDSTD_CHECK(state_directory->prepare([] {}));
  BUILDSTD_TRY(const auto directory, state_directory->directory()->make_directory("cache"));
  return directory.make_directory(name);
}

Result<Invocation> read_configuration(Selection selection, ProcessContext process_context, Diagnostics& diagnostics) {
  if (selection.toolchain) process_context.environment.set("RUSTUP_TOOLCHAIN", *selection.toolchain);
  BUILDSTD_CHECK(check_utf8(process_context.cwd, "the working directory"));
  BUILDSTD_CHECK(read_switch("BUILDSTD_PRELOAD", process_context.environment, selection.no_preload));
  BUILDSTD_CHECK(read_switch("BUILDSTD_SUSPEND", process_context.environment, selection.no_suspend));
  BUILDSTD_TRY(auto config,
               config::load({process_context.cwd, process_context.environment, selection.config}, diagnostics));
  return Invocation{std::move(selection), std::move(process_context), std::move(config)};
}

Result<std::filesystem::path> state_directory(const Invocation& invocation) {
  const auto& [selection, process_context, config] = invocation;
  std::filesystem::path target_dir;
  if (selection.target_dir) {
    target_dir = fs::absolute(*selection.target_dir, process_context.cwd);
  } else {
    BUILDSTD_TRY(const auto configured, config::target_dir(config));
    BUILDSTD_TRY(const auto manifest, find_manifest(invocation));
    const auto workspace = manifest ? manifest->parent_path() : process_context.cwd;
    target_dir = configured ? configured->value : workspace / "target";
    if (manifest && is_script(*manifest) && !configured)
      target_dir = config::script_target_dir(config, *manifest).value_or(target_dir);
  }
  BUILDSTD_CHECK(check_utf8(target_dir, "the target directory"));
  return target_dir / "buildstd";
}

Result<Session> open_compiler(const Invocation& invocation, Diagnostics& diagnostics) {
  const auto& [selection, process_context, config] = invocation;
  BUILDSTD_TRY(const auto tools, config::tools(config));
  BUILDSTD_TRY(const auto rustc, compiler_name(tools, process_context));
  BUILDSTD_TRY(auto settings, read_settings(invocation, tools));
  BUILDSTD_TRY(const auto state, state_directory(invocation));
  Storage storage{state,
                  std::make_unique<StateDirectory>(state),
                  usable_cache(selection, process_context, diagnostics),
                  {},
                  nullptr};
  BUILDSTD_TRY(storage.remote, remote_cache(selection, process_context));
  storage.answers = storage.cache ? storage.cache->answers() : answers_in(*storage.state_directory);
  BUILDSTD_TRY(auto probe, toolchain::Probe::open({rustc, settings.environment, process_context.cwd,
                                                   storage.answer(probe_name(rustc, process_context.environment)),
                                                   processor_identity()}));
  if (selection.toolchain && !probe.chosen_by_rustup()) return fail(not_rustups(*selection.toolchain, rustc));
  BUILDSTD_TRY(auto toolchain, probe.toolchain());
  probe.save();  // some ask nothing more, as the front does when it is asked for the version
  BUILDSTD_CHECK(check_utf8(toolchain.rustc, "the compiler"));
  BUILDSTD_CHECK(check_utf8(toolchain.sysroot, "the compiler's sysroot"));
  return Session{selection,
                 process_context,
                 std::move(settings),
                 std::move(storage),
                 {std::move(probe), std::move(toolchain), {}, std::nullopt},
                 {}};
}

Result<Session> open_session(const Invocation& invocation, Diagnostics& diagnostics) {
  BUILDSTD_TRY(auto session, open_compiler(invocation, diagnostics));
  auto& compiler = session.compiler;
  const ProbeAnswers answers(compiler.probe, compiler.toolchain, session.process_context.installed.verify);
  BUILDSTD_TRY(session.targets, choose_targets({session.selection, session.settings, compiler.toolchain,
                                                session.process_context, *session.storage.state_directory},
                                               answers, diagnostics));
  BUILDSTD_CHECK(check_emission(session.selection, session.targets.all));
  const auto& host = compiler.toolchain.version.host;
  BUILDSTD_TRY(const auto host_target, compiler.probe.target(compiler.toolchain, host, {}));
  compiler.host_cfgs = host_target.cfgs;
  BUILDSTD_TRY(const auto linker, config::linker(session.settings.config, host, compiler.host_cfgs));
  if (linker) compiler.host_linker = linker->value;
  if (session.selection.vendor_dir || session.selection.lockfile) {
    diagnostics.warn(
        "this standard library is not the toolchain's: `--vendor-dir` and `--lockfile` give it other dependencies; "
        "use it to compare, not to ship");
  }
  if (session.selection.c_objects == CObjects::prebuilt) BUILDSTD_CHECK(take_c_objects(session, diagnostics));
  compiler.probe.save();
  return session;
}

}  // namespace buildstd::ops
