// SPDX-License-Identifier: MIT
#include "ops/target_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "buildstd/planner/compiler_options.hpp"
#include "ops/builtin_dependencies.hpp"
#include "ops/std_flags.hpp"

namespace buildstd::ops {

namespace {

// No specification comes near this.
constexpr std::uint64_t most_specification = 1U << 20;

/// Decides, target by target.
class TargetChooser {
 public:
  TargetChooser(const TargetRequest& request, const TargetAnswers& answers, Diagnostics& diagnostics)
      : request_(request), answers_(answers), diagnostics_(diagnostics) {}

  Result<TargetChoices> choose() {
    BUILDSTD_TRY(panic_, choose_panic());
    BUILDSTD_TRY(const auto wanted, wanted_targets(selection(), config(), version().host));
    for (const auto& name : wanted.names) {
      BUILDSTD_TRY(auto choice, choose_one(name));
      choice.explicitly_chosen = wanted.explicitly;
      BUILDSTD_CHECK(check_name(choice.target));
      choices_.all.push_back(std::move(choice));
    }
    return std::move(choices_);
  }

 private:
  [[nodiscard]] const Selection& selection() const { return request_.selection; }
  [[nodiscard]] const config::Config& config() const { return request_.settings.config; }
  [[nodiscard]] const toolchain::CompilerVersion& version() const { return request_.toolchain.version; }
  [[nodiscard]] bool allows_unstable() const { return is_nightly(version(), request_.process_context.environment); }

  [[nodiscard]] Error unstable(std::string message, std::string_view reason) const {
    return Error(std::move(message))
        .note(std::string(reason))
        .help(fmt::format("use a nightly toolchain; this is rustc {} ({})", version().release, version().channel()));
  }

  Result<TargetChoice> choose_one(const std::string& name) {
    TargetChoice choice;
    auto argument = name;
    if (name.ends_with(".json")) {
      BUILDSTD_CHECK(allow_specification(name));
      BUILDSTD_TRY(argument, pin_specification(request_.state, name, request_.process_context.cwd));
      choice.specification = fs::absolute(name, request_.process_context.cwd);
    }
    BUILDSTD_CHECK(find_flags(argument, choice));
    const auto& target = choice.target;
    BUILDSTD_TRY(const auto setting, config::build_std(config(), target.name, target.cfgs, diagnostics_));
    choice.is_configured = setting.always && setting.always->value;
    if (setting.always && !setting.always->value && !selection().force) choice.never = setting.always->origin;
    choice.panic = panic_;
    if (choice.never) return choice;
    BUILDSTD_CHECK(read_std_flags(choice));
    auto crates = selection().crates;
    if (!crates && setting.crates) crates = setting.crates->value;
    if (!crates && selection().builtin_dependencies) {
      BUILDSTD_TRY(crates, crates_of_dependencies(target));
    }
    BUILDSTD_TRY(choice.crates, choose_crates(target, crates));
    // RFC 3874: `test` is built where it is needed. Without a word about crates nobody knows what for.
    choice.with_test = selection().with_test.value_or(is_for_tests() || !selection().crates);
    BUILDSTD_TRY(choice.prebuilt, choose_recipe(choice));
    return choice;
  }

  // As the prebuilt one, where there is one. A specification of the user's has the name of nothing that the
  // toolchain came with.
  Result<std::optional<toolchain::Prebuilt>> choose_recipe(const TargetChoice& choice) {
    const auto wanted = selection().recipe;
    if (wanted == RecipeKind::dist || choice.specification) return std::nullopt;
    const auto& inspector = request_.process_context.installed.verify;
    if (inspector.empty()) {
      if (!wanted) return std::nullopt;
      return fail(Error("recipe `prebuilt` needs the program `buildstd-verify`, which reads object files")
                      .help("install it beside `buildstd`, or use `--recipe dist`"));
    }
    const auto& name = choice.target.name;
    auto prebuilt = answers_.prebuilt(name);
    if (!prebuilt && !wanted) {
      diagnostics_.warn(fmt::format("{}, so upstream's choices are followed, as with `--recipe dist`: {}",
                                    prebuilt.error().message(), text::join(prebuilt.error().causes(), ": ")));
      return std::nullopt;
    }
    if (!prebuilt || *prebuilt || !wanted) return prebuilt;
    return fail(Error(fmt::format("the toolchain has no prebuilt standard library for `{}` to follow", name))
                    .at({request_.toolchain.target_libraries(name), 0, 0, 1, {}})
                    .help("use `--recipe dist`, or install the prebuilt one"));
  }

  // Two specifications of one name would be one target to whoever looks into a sysroot, and to Cargo.
  Result<void> check_name(const toolchain::Target& target) const {
    for (const auto& other : choices_.all) {
      if (other.target.name == target.name)
        return fail(Error(fmt::format("two different targets are called `{}`", target.name))
                        .help("build for one at a time, or rename a specification")
                        .exit_status(1));
    }
    return {};
  }

  Result<void> allow_specification(const std::string& name) const {
    if (!allows_unstable()) {
      return fail(unstable(fmt::format("custom target specifications are not available on stable toolchains: `{}`",
                                       text::printable(name)),
                           "the format of target specifications is unstable, RFC 3874 leaves them to nightly"));
    }
    if (selection().unstable_options) return {};
    return fail(Error(fmt::format("custom target specification `{}` needs `-Zunstable-options`", text::printable(name)))
                    .help("add `-Zunstable-options`"));
  }

  // cfgs depend on flags and flags on cfgs: asked again once with the flags, as Cargo does
  // (compiler/build_context/target_info.rs).
  Result<void> find_flags(const std::string& name, TargetChoice& choice) {
    BUILDSTD_TRY(choice.target, answers_.target(name, {}));
    for (int round = 0; round < 2; ++round) {
      BUILDSTD_TRY(auto flags, flags_of(config::FlagTool::rustc, choice));
      if (flags.flags == choice.rustflags.flags) break;
      choice.rustflags = std::move(flags);
      BUILDSTD_CHECK(check_flags(name, choice.rustflags));
      auto target = answers_.target(name, choice.rustflags.flags);
      if (!target) return fail(explain_backend(std::move(target).error(), choice.rustflags.flags));
      choice.target = *std::move(target);
    }
    BUILDSTD_TRY(choice.rustdocflags, flags_of(config::FlagTool::rustdoc, choice));
    return {};
  }

  Result<config::Flags> flags_of(config::FlagTool tool, TargetChoice& choice) {
    BUILDSTD_TRY(auto flags, config::compiler_flags(config(), tool, choice.target.name, choice.target.cfgs));
    return read_argument_files(std::move(flags), compilers_directory(), choice.std_flags.looked_at);
  }

  // Cargo compiles the user's crates from the workspace's folder (compiler/mod.rs: `path_args`).
  [[nodiscard]] std::filesystem::path compilers_directory() const {
    const auto& manifest = request_.settings.manifest;
    return manifest ? manifest->parent_path() : request_.process_context.cwd;
  }

  // Cargo's own calls have no RUSTC_BOOTSTRAP: a flag that std would be built with may be refused in them.
  Result<void> check_flags(const std::string& target, const config::Flags& flags) const {
    if (flags.flags.empty() || allows_unstable()) return {};
    BUILDSTD_CHECK(refuse_unstable(flags, version()));
    auto accepted = answers_.check_flags(target, flags.flags);
    if (accepted) return {};
    return fail(written_at(std::move(accepted).error(), flags, {}));
  }

  Result<void> read_std_flags(TargetChoice& choice) const {
    const StdFlagsRequest request{request_.toolchain, choice.target, compilers_directory(), selection().with_dylib,
                                  [this] { return answers_.native_meaning(); }};
    BUILDSTD_TRY(auto made, std_flags(choice.rustflags, request));
    made.looked_at.insert(made.looked_at.end(), choice.std_flags.looked_at.begin(), choice.std_flags.looked_at.end());
    choice.std_flags = std::move(made);
    return {};
  }

  // Flags are opaque but for this: the compiler does not say how to get what it lacks.
  [[nodiscard]] Error explain_backend(Error error, const std::vector<std::string>& flags) const {
    const auto named = planner::UserFlags(flags).last(planner::OptionFamily::unstable, "codegen-backend");
    if (!named) return error;
    const auto& backend = *named;
    const auto folder = request_.toolchain.sysroot / "lib" / "rustlib" / version().host / "codegen-backends";
    for (const auto& file : fs::list(folder).value_or(std::vector<std::string>())) {
      if (file.starts_with("librustc_codegen_" + backend)) return error;
    }
    auto explained =
        std::move(error).context(fmt::format("the toolchain has no codegen backend `{}`", text::printable(backend)));
    if (backend != "cranelift") return explained;
    return std::move(explained).help(
        "with rustup, run `rustup component add rustc-codegen-cranelift-preview` for a nightly toolchain; or leave the "
        "flag out");
  }

  // RFC 3874, "Panic strategies": tests and benchmarks ignore the profile's setting, they always unwind.
  [[nodiscard]] bool is_for_tests() const {
    return selection().for_tests || selection().profile == "test" || selection().profile == "bench";
  }

  Result<std::optional<PanicStrategy>> choose_panic() const {
    auto panic = selection().panic;
    if (!panic && !is_for_tests() && selection().profile_panic != ProfilePanic::ignored) {
      BUILDSTD_TRY(const auto configured, config::profile_panic(config(), request_.settings.manifest,
                                                                selection().profile_name(), diagnostics_));
      if (configured) panic = configured->value;
      if (panic == PanicStrategy::unwind && selection().profile_panic == ProfilePanic::as_passed) panic.reset();
    }
    if (panic == PanicStrategy::immediate_abort && !allows_unstable()) {
      return fail(unstable("panic strategy `immediate-abort` is not available on stable toolchains",
                           "`-Cpanic=immediate-abort` is unstable"));
    }
    return panic;
  }

  // RFC 3875; nothing: what the target has by default.
  Result<std::optional<StdCrates>> crates_of_dependencies(const toolchain::Target& target) {
    const auto& cwd = request_.process_context.cwd;
    const auto& manifest = selection().manifest;
    const auto directory = manifest ? fs::absolute(*manifest, cwd).parent_path() : cwd;
    BUILDSTD_TRY(const auto found, builtin_dependencies(directory, {target.name, target.cfgs, is_for_tests()}));
    choices_.manifest_inputs.insert(choices_.manifest_inputs.end(), found.looked_at.begin(), found.looked_at.end());
    if (!found.implicit) return found.named.value_or(StdCrates::core);
    if (!found.named || !target.support) return found.named;
    return std::max(*found.named, target.support->default_crates);
  }

  // RFC 3874 "Standard library crate stability".
  Result<StdCrates> choose_crates(const toolchain::Target& target, std::optional<StdCrates> wanted) const {
    const auto& support = target.support;
    if (allows_unstable()) return wanted.value_or(support ? support->default_crates : StdCrates::core);
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

  const TargetRequest& request_;
  const TargetAnswers& answers_;
  Diagnostics& diagnostics_;
  TargetChoices choices_;
  std::optional<PanicStrategy> panic_;  ///< one for all targets: it is the profile's
};

}  // namespace

bool is_nightly(const toolchain::CompilerVersion& version, const Environment& environment) {
  return version.is_nightly() || environment.get("RUSTC_BOOTSTRAP") == "1";
}

Result<WantedTargets> wanted_targets(const Selection& selection, const config::Config& config,
                                     const std::string& host) {
  WantedTargets wanted{selection.targets, true};
  if (wanted.names.empty()) {
    BUILDSTD_TRY(const auto configured, config::build_targets(config));
    for (const auto& target : configured) wanted.names.push_back(target.value);
  }
  wanted.explicitly = !wanted.names.empty();
  if (!wanted.explicitly) wanted.names.push_back(host);
  std::vector<std::string> unique;
  for (const auto& name : wanted.names) {
    const auto& meant = name == "host-tuple" ? host : name;
    if (std::ranges::find(unique, meant) == unique.end()) unique.push_back(meant);
  }
  wanted.names = std::move(unique);
  return wanted;
}

Result<std::filesystem::path> pin_specification(StateDirectory& state, const std::string& path,
                                                const std::filesystem::path& cwd) {
  const auto file = fs::absolute(path, cwd);
  auto content = fs::read(file, most_specification);
  if (!content)
    return fail(std::move(content.error())
                    .context(fmt::format("could not read the target specification `{}`", text::printable(path)))
                    .help("name a file that `rustc --target` would take"));
  const auto hash = Digest().field("specification", *content).hex();
  BUILDSTD_CHECK(state.prepare([] {}));
  const auto pinned = state.path() / "specifications" / hash / file.filename();
  if (fs::read(pinned, most_specification).value_or("") == *content) return pinned;
  BUILDSTD_CHECK(fs::create_directories(pinned.parent_path()));
  BUILDSTD_CHECK(fs::write_atomically(pinned, *content));
  return pinned;
}

Result<TargetChoices> choose_targets(const TargetRequest& request, const TargetAnswers& answers,
                                     Diagnostics& diagnostics) {
  return TargetChooser(request, answers, diagnostics).choose();
}

}  // namespace buildstd::ops
