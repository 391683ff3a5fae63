// SPDX-License-Identifier: MIT
#include "ops/target_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/fs.hpp"
#include "buildstd/base/hash.hpp"
#include "buildstd/base/text.hpp"
#include "ops/builtin_dependencies.hpp"

namespace buildstd::ops {

namespace {

// No specification comes near this.
constexpr std::uint64_t most_specification = 1U << 20;

/// Decides, target by target.
class TargetChooser {
 public:
  TargetChooser(Session& session, Diagnostics& diagnostics) : session_(session), diagnostics_(diagnostics) {}

  Result<void> choose() {
    BUILDSTD_TRY(panic_, choose_panic());
    BUILDSTD_TRY(const auto wanted, wanted_targets(session_));
    for (const auto& name : wanted.names) {
      BUILDSTD_TRY(auto choice, choose_one(name));
      choice.explicitly_chosen = wanted.explicitly;
      BUILDSTD_CHECK(check_name(choice.target));
      session_.targets.push_back(std::move(choice));
    }
    return {};
  }

 private:
  [[nodiscard]] Error unstable(std::string message, std::string_view reason) const {
    return Error(std::move(message))
        .note(std::string(reason))
        .help(fmt::format("use a nightly toolchain; this is rustc {} ({})", session_.toolchain.version.release,
                          session_.toolchain.version.channel()));
  }

  Result<TargetChoice> choose_one(const std::string& name) {
    TargetChoice choice;
    auto argument = name;
    if (name.ends_with(".json")) {
      BUILDSTD_CHECK(allow_specification(name));
      BUILDSTD_TRY(argument, pin_specification(session_, name));
      choice.specification = fs::absolute(name, session_.surroundings.cwd);
    }
    BUILDSTD_CHECK(find_flags(argument, choice));
    const auto& target = choice.target;
    BUILDSTD_TRY(const auto setting, config::build_std(session_.config, target.name, target.cfgs, diagnostics_));
    if (setting.always && !setting.always->value && session_.selection.overrule_never == Overrule::no)
      choice.never = setting.always->origin;
    choice.panic = panic_;
    if (choice.never) return choice;
    auto crates = session_.selection.crates;
    if (!crates && setting.crates) crates = setting.crates->value;
    if (!crates && session_.selection.builtin_dependencies) {
      BUILDSTD_TRY(crates, crates_of_dependencies(target));
    }
    BUILDSTD_TRY(choice.crates, choose_crates(target, crates));
    BUILDSTD_TRY(choice.prebuilt, choose_recipe(choice));
    return choice;
  }

  // SPEC S2: as the prebuilt one, where there is one. A specification of the user's has the name of nothing that the
  // toolchain came with.
  Result<std::optional<toolchain::Prebuilt>> choose_recipe(const TargetChoice& choice) {
    const auto wanted = session_.selection.recipe;
    if (wanted == RecipeKind::dist || choice.specification) return std::nullopt;
    const auto& inspector = session_.surroundings.companions.verify;
    if (inspector.empty()) {
      if (!wanted) return std::nullopt;
      return fail(Error("recipe `prebuilt` needs the program `buildstd-verify`, which reads object files")
                      .help("install it beside `buildstd`, or use `--recipe dist`"));
    }
    const auto& name = choice.target.name;
    auto prebuilt = session_.probe.prebuilt(session_.toolchain, name, inspector);
    if (!prebuilt && !wanted) {
      diagnostics_.warn(fmt::format("{}, so upstream's choices are followed, as with `--recipe dist`: {}",
                                    prebuilt.error().message(), text::join(prebuilt.error().causes(), ": ")));
      return std::nullopt;
    }
    if (!prebuilt || *prebuilt || !wanted) return prebuilt;
    return fail(Error(fmt::format("the toolchain has no prebuilt standard library for `{}` to follow", name))
                    .at({session_.toolchain.target_libraries(name), 0, 0, 1, {}})
                    .help("use `--recipe dist`, or install the prebuilt one"));
  }

  // Two specifications of one name would be one target to whoever looks into a sysroot, and to Cargo.
  Result<void> check_name(const toolchain::Target& target) const {
    for (const auto& other : session_.targets) {
      if (other.target.name == target.name)
        return fail(Error(fmt::format("two different targets are called `{}`", target.name))
                        .help("build for one at a time, or rename a specification")
                        .exit_status(1));
    }
    return {};
  }

  Result<void> allow_specification(const std::string& name) const {
    if (!is_nightly(session_)) {
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
      auto target = session_.probe.target(session_.toolchain, name, choice.rustflags.flags);
      if (!target) return fail(explain_backend(std::move(target).error(), choice.rustflags.flags));
      choice.target = *std::move(target);
    }
    BUILDSTD_TRY(choice.rustdocflags, flags_for(config::FlagTool::rustdoc, choice.target));
    return {};
  }

  // Flags are opaque but for this: the compiler does not say how to get what it lacks.
  [[nodiscard]] Error explain_backend(Error error, const std::vector<std::string>& flags) const {
    constexpr std::string_view option = "codegen-backend=";
    const auto flag = std::ranges::find_if(flags, [&](const auto& word) {
      return word.starts_with(option) || word.starts_with("-Z" + std::string(option));
    });
    if (flag == flags.end()) return error;
    const auto backend = flag->substr(flag->find(option) + option.size());
    const auto folder =
        session_.toolchain.sysroot / "lib" / "rustlib" / session_.toolchain.version.host / "codegen-backends";
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

  // RFC 3874, "Panic strategies": tests and benchmarks ignore the profile's setting, they always unwind.
  [[nodiscard]] bool is_for_tests() const {
    const auto& selection = session_.selection;
    return selection.for_tests || selection.profile == "test" || selection.profile == "bench";
  }

  Result<std::optional<PanicStrategy>> choose_panic() const {
    auto panic = session_.selection.panic;
    if (!panic && !is_for_tests()) {
      BUILDSTD_TRY(const auto configured,
                   config::profile_panic(session_.config, session_.manifest, session_.selection.profile, diagnostics_));
      if (configured) panic = configured->value;
    }
    if (panic == PanicStrategy::immediate_abort && !is_nightly(session_)) {
      return fail(unstable("panic strategy `immediate-abort` is not available on stable toolchains",
                           "`-Cpanic=immediate-abort` is unstable"));
    }
    return panic;
  }

  // RFC 3875; nothing: what the target has by default.
  Result<std::optional<StdCrates>> crates_of_dependencies(const toolchain::Target& target) {
    const auto& cwd = session_.surroundings.cwd;
    const auto& manifest = session_.selection.manifest;
    const auto directory = manifest ? fs::absolute(*manifest, cwd).parent_path() : cwd;
    BUILDSTD_TRY(const auto found, builtin_dependencies(directory, {target.name, target.cfgs, is_for_tests()}));
    session_.dependents.insert(session_.dependents.end(), found.looked_at.begin(), found.looked_at.end());
    if (!found.implicit) return found.named.value_or(StdCrates::core);
    if (!found.named || !target.support) return found.named;
    return std::max(*found.named, target.support->default_crates);
  }

  // SPEC P4, RFC 3874 "Standard library crate stability".
  Result<StdCrates> choose_crates(const toolchain::Target& target, std::optional<StdCrates> wanted) const {
    const auto& support = target.support;
    if (is_nightly(session_)) return wanted.value_or(support ? support->default_crates : StdCrates::core);
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
  Diagnostics& diagnostics_;
  std::optional<PanicStrategy> panic_;  ///< one for all targets: it is the profile's
};

}  // namespace

bool is_nightly(const Session& session) {
  return session.toolchain.version.is_nightly() || session.surroundings.environment.get("RUSTC_BOOTSTRAP") == "1";
}

Result<WantedTargets> wanted_targets(const Session& session) {
  WantedTargets wanted{session.selection.targets, true};
  if (wanted.names.empty()) {
    BUILDSTD_TRY(const auto configured, config::build_targets(session.config));
    for (const auto& target : configured) wanted.names.push_back(target.value);
  }
  wanted.explicitly = !wanted.names.empty();
  if (!wanted.explicitly) wanted.names.push_back(session.toolchain.version.host);
  std::vector<std::string> unique;
  for (const auto& name : wanted.names) {
    const auto& meant = name == "host-tuple" ? session.toolchain.version.host : name;
    if (std::ranges::find(unique, meant) == unique.end()) unique.push_back(meant);
  }
  wanted.names = std::move(unique);
  return wanted;
}

Result<std::filesystem::path> pin_specification(const Session& session, const std::string& path) {
  const auto file = fs::absolute(path, session.surroundings.cwd);
  auto content = fs::read(file, most_specification);
  if (!content)
    return fail(std::move(content.error())
                    .context(fmt::format("could not read the target specification `{}`", text::printable(path)))
                    .help("name a file that `rustc --target` would take"));
  const auto hash = Fingerprint().field("specification", *content).short_hex();
  const auto pinned = session.state / "specifications" / hash / file.filename();
  BUILDSTD_CHECK(session.state_directory->prepare([] {}));
  if (fs::read(pinned, most_specification).value_or("") == *content) return pinned;
  BUILDSTD_CHECK(fs::create_directories(pinned.parent_path()));
  BUILDSTD_CHECK(fs::write_atomically(pinned, *content));
  return pinned;
}

Result<void> choose_targets(Session& session, Diagnostics& diagnostics) {
  return TargetChooser(session, diagnostics).choose();
}

}  // namespace buildstd::ops
