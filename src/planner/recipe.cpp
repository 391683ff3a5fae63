// SPDX-License-Identifier: MIT
#include "planner/recipe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/std_layout.hpp"
#include "buildstd/planner/target_rules.hpp"

namespace buildstd::planner {

namespace {

// The facts a fixed flag depends on.
bool always(const Request&, const Distribution&) { return true; }
bool on_riscv(const Request& request, const Distribution&) {
  return request.target.name.find("riscv") != std::string::npos;
}
bool on_apple(const Request& request, const Distribution&) { return request.target.has_cfg("target_vendor", "apple"); }
bool on_msvc(const Request& request, const Distribution&) { return request.target.has_cfg("target_env", "msvc"); }
bool elsewhere(const Request& request, const Distribution& distribution) {
  return !on_apple(request, distribution) && !on_msvc(request, distribution);
}
bool immediate_abort(const Request& request, const Distribution&) {
  return request.panic == PanicStrategy::immediate_abort;
}
bool legacy_symbols(const Request&, const Distribution& distribution) { return distribution.mangling == "legacy"; }
bool without_bitcode(const Request&, const Distribution& distribution) { return distribution.embed_bitcode == false; }
// What the `dist` profile holds today was RUSTFLAGS before it existed (rust-lang/rust#149514).
bool before_dist(const Request& request, const Distribution&) { return !request.workspace.profiles.contains("dist"); }
bool frame_pointers(const Request& request, const Distribution& distribution) {
  return distribution.always_frame_pointers && !before_dist(request, distribution);
}

struct FixedFlag {
  std::string_view flag;
  std::string_view unstable_option;  ///< given only where this compiler knows the `-Z` option; empty: always
  bool (*applies)(const Request&, const Distribution&);
  std::string_view source;
};

// rustc's bootstrap, src/bootstrap/src/core/builder/cargo.rs (1.96), in the order in which it adds them to
// RUSTFLAGS. Order is part of the result: it decides the order of symbols in the metadata.
constexpr FixedFlag bootstrap_rustflags[] = {
    {"-Csymbol-mangling-version=legacy", "", legacy_symbols, "bootstrap cargo.rs: rust.new-symbol-mangling"},
    {"-Zannotate-moves", "annotate-moves", always, "bootstrap cargo.rs: annotate_moves, on by default"},
    {"--check-cfg=cfg(feature,values(any()))", "", always,
     "bootstrap cargo.rs: Mode::Std, crates include others by #[path]"},
    {"-Zunstable-options", "", always, "bootstrap cargo.rs: -Zunstable-options"},
    {"-Zmacro-backtrace", "macro-backtrace", always, "bootstrap cargo.rs: -Zmacro-backtrace"},
    {"-Csplit-debuginfo=unpacked", "", on_apple, "bootstrap target_selection.rs: SplitDebuginfo::default_for_platform"},
    {"-Csplit-debuginfo=packed", "", on_msvc, "bootstrap target_selection.rs: SplitDebuginfo::default_for_platform"},
    {"-Csplit-debuginfo=off", "", elsewhere, "bootstrap target_selection.rs: SplitDebuginfo::default_for_platform"},
    {"-Ctarget-feature=+crt-static", "", on_msvc, "bootstrap lib.rs: Build::crt_static, always on msvc"},
    {"-Cforce-frame-pointers=true", "", frame_pointers, "bootstrap cargo.rs: rust.frame-pointers"},
    {"-Cprefer-dynamic", "", always, "bootstrap cargo.rs: Mode::Std; no effect on an rlib's code"},
    {"-Zinline-mir", "inline-mir", always, "bootstrap cargo.rs: changes the MIR in the metadata"},
    {"-Zinline-mir-preserve-debug", "inline-mir-preserve-debug", always, "bootstrap cargo.rs: likewise"},
    {"-Zmir_strip_debuginfo=locals-in-tiny-functions", "mir-strip-debuginfo", always, "bootstrap cargo.rs: likewise"},
    {"-Cembed-bitcode=yes", "", before_dist, "1.85 bootstrap compile.rs: std_cargo"},
    {"-Cforce-unwind-tables=yes", "", on_riscv, "bootstrap compile.rs: std_cargo, riscv"},
    {"-Cforce-frame-pointers=yes", "", before_dist, "1.85 bootstrap compile.rs: std_cargo"},
    {"-Cembed-bitcode=no", "", without_bitcode, "the prebuilt standard library has none"},
    {"-Zunstable-options", "", immediate_abort, "Cargo compiler/mod.rs: needed by -Cpanic=immediate-abort"},
};

// bootstrap's compiler shim, src/bootstrap/src/bin/rustc.rs and builder/cargo.rs (1.96).
constexpr FixedFlag shim_flags_before_paths[] = {
    {"-Wrust_2018_idioms", "", always, "bootstrap cargo.rs: lint flags of workspace code"},
    {"-Wunused_lifetimes", "", always, "bootstrap cargo.rs: likewise"},
};

}  // namespace

Recipe::Recipe(const Request& request) : request_(request), distribution_(distribution(request)) {
  choose_profile();
  add_rustflags();
  add_shim_flags();
  add_remaps();
}

void Recipe::choose_profile() {
  const auto& profiles = request_.workspace.profiles;
  if (const auto dist = profiles.find("dist"); dist != profiles.end()) {
    profile_ = dist->second;
    profile_name_ = "dist";
  } else {
    profile_ = profiles.at("release");
    profile_.packages[std::string(std_layout::compiler_builtins)].codegen_units =
        10000;  // RFC 3874; 1.85 library/Cargo.toml
    profile_name_ = "release";
  }
  choices_.push_back({"profile", profile_name_, "library/Cargo.toml; RFC 3874: the standard library's own profile"});
  choices_.insert(choices_.end(), distribution_.choices.begin(), distribution_.choices.end());
  // bootstrap cargo.rs: CARGO_PROFILE_<NAME>_DEBUG always, _CODEGEN_UNITS where it is configured.
  auto& settings = profile_.settings;
  if (distribution_.debuginfo) settings.debug = distribution_.debuginfo;
  constexpr std::int64_t by_default = 16;  // rustc's, without incremental compilation
  if (distribution_.codegen_units && *distribution_.codegen_units != settings.codegen_units.value_or(by_default))
    settings.codegen_units = distribution_.codegen_units;
}

// The defaults, with the panic runtime chosen by the strategy (RFC 3874, "Panic strategies"), and what
// bootstrap adds to them (lib.rs: `std_features`; compile.rs: `std_cargo`).
std::set<std::string> Recipe::features(const workspace::Package& sysroot) const {
  std::set<std::string> features(request_.std_features.begin(), request_.std_features.end());
  const auto add_known = [&](const std::string& name) {
    if (sysroot.features.contains(name)) features.insert(name);
  };
  add_known("backtrace");
  const bool unwinds = !request_.panic || request_.panic == PanicStrategy::unwind;
  if (unwinds) {
    add_known("default");
    add_known("panic-unwind");
  } else if (const auto defaults = sysroot.features.find("default"); defaults != sysroot.features.end()) {
    features.insert(defaults->second.begin(), defaults->second.end());
    features.erase("panic-unwind");
  }
  for (const auto& feature : rule_values(TargetRule::Kind::std_feature, request_.target)) add_known(feature);
  if (distribution_.c_builtins) add_known("compiler-builtins-c");
  if (distribution_.profiler) add_known("profiler");
  return features;
}

workspace::ProfileSettings Recipe::settings(const workspace::Package& package) const {
  auto settings = profile_.settings;
  // The user's choice, SPEC P6. A package that must abort says so itself, after this on the command line.
  if (request_.panic) settings.panic = name_of(*request_.panic);
  if (const auto own = profile_.packages.find(package.name); own != profile_.packages.end())
    settings.override_with(own->second);
  return settings;
}

workspace::ProfileSettings Recipe::build_script_settings() const {
  workspace::ProfileSettings settings;
  settings.debug_assertions = profile_.settings.debug_assertions;
  settings.overflow_checks = profile_.settings.overflow_checks;
  settings.override_with(profile_.build_override);
  return settings;
}

void Recipe::add_flags(const workspace::Package& package, FlagGroups& flags) const {
  flags.bootstrap = flags_.bootstrap;
  flags.user = flags_.user;
  flags.cargo = flags_.cargo;
  flags.shim = flags_.shim;
  flags.documentation = flags_.documentation;
  // 1.85 bootstrap bin/rustc.rs; the profiles of later workspaces say it themselves.
  if (package.name == std_layout::panic_abort && before_dist(request_, distribution_))
    flags.shim.emplace_back("-Cpanic=abort");
}

std::string Recipe::default_lib_metadata() const {
  const auto& version = request_.toolchain.version;
  auto metadata = fmt::format("{}std", version.channel());
  if (!before_dist(request_, distribution_)) metadata += version.release.substr(0, version.release.find('-'));
  return metadata;
}

// RFC 3874 silences all of std. Cargo, as bootstrap calls it, only what comes from the registry, which shows in the
// metadata. With flags of the user's, nothing can be the same as the prebuilt, and a `-Dwarnings` among them is not
// meant for std.
bool Recipe::caps_lints(const workspace::Package& package) const {
  const bool as_bootstrap = distribution_.recipe == RecipeKind::prebuilt && request_.rustflags.empty();
  return !package.is_member || !as_bootstrap;
}

std::map<std::string, std::string> Recipe::compiler_environment() const {
  // Std crates use unstable features, nobody else may (SPEC P10).
  std::map<std::string, std::string> environment{{"RUSTC_BOOTSTRAP", "1"}};
  // 1.85 bootstrap compile.rs: libtest looks at it; later ones ask the compiler.
  const auto channel = request_.toolchain.version.channel();
  if (before_dist(request_, distribution_) && (channel == "stable" || channel == "beta"))
    environment["CFG_DISABLE_UNSTABLE_FEATURES"] = "1";
  return environment;
}

std::optional<Preload> Recipe::preload() const {
  if (!request_.preload) return std::nullopt;
  Preload preload{*request_.preload, std::nullopt};
  if (distribution_.recipe == RecipeKind::prebuilt && distribution_.sources_name)
    preload.hidden_sources = *distribution_.sources_name + "/library/";
  return preload;
}

// RFC 3874, "restricted_std": the cfg that makes std unstable for a target goes away.
std::vector<std::string> Recipe::ignored_script_cfgs() { return {"restricted_std"}; }

void Recipe::add_fixed_flags() {
  for (const auto& fixed : bootstrap_rustflags) {
    if (!fixed.applies(request_, distribution_)) continue;
    if (!fixed.unstable_option.empty() && !request_.toolchain.knows_option(fixed.unstable_option)) continue;
    flags_.bootstrap.emplace_back(fixed.flag);
    if (fixed.flag.starts_with("--check-cfg=")) flags_.documentation.emplace_back(fixed.flag);
    choices_.push_back({"flag", std::string(fixed.flag), std::string(fixed.source)});
  }
}

void Recipe::add_rustflags() {
  add_fixed_flags();
  // bootstrap doc.rs/cargo.rs: links from a user's documentation to the standard library's.
  const auto& version = request_.toolchain.version;
  const auto docs = version.channel() == "stable" ? version.release : std::string(version.channel());
  const auto root_url = fmt::format("-Zcrate-attr=doc(html_root_url=\"https://doc.rust-lang.org/{}/\")", docs);
  flags_.bootstrap.push_back(root_url);
  flags_.documentation.push_back(root_url);
  choices_.push_back({"flag", root_url, "bootstrap compile.rs: std_cargo, html_root_url"});
  flags_.user = request_.rustflags;
  for (const auto& flag : request_.rustflags) choices_.push_back({"flag", flag, "the user's rustflags"});
  // Cargo compiler/mod.rs, `prepare_rustc`; bootstrap cargo.rs calls it with -Zbinary-dep-depinfo. It is part of
  // the crate's hash.
  if (request_.toolchain.knows_option("binary-dep-depinfo")) flags_.cargo = {"-Z", "binary-dep-depinfo"};
  rustflags_ = flags_.bootstrap;
  rustflags_.insert(rustflags_.end(), request_.rustflags.begin(), request_.rustflags.end());
}

void Recipe::add_shim_flags() {
  for (const auto& fixed : shim_flags_before_paths) {
    flags_.shim.emplace_back(fixed.flag);
    choices_.push_back({"flag", std::string(fixed.flag), std::string(fixed.source)});
  }
  if (request_.frontend_threads.value_or(1) > 1) {
    flags_.shim.push_back(fmt::format("-Zthreads={}", *request_.frontend_threads));
    choices_.push_back({"flag", flags_.shim.back(), "--frontend-threads"});
  }
}

// bootstrap cargo.rs, `rust.remap-debuginfo`: names that hold on every machine, and that debuggers and rustc's own
// diagnostics know how to map back.
void Recipe::add_remaps() {
  if (!distribution_.sources_name) return;
  const auto& name = *distribution_.sources_name;
  if (distribution_.rename_library) remaps_.push_back({"library/", name + "/library"});
  remaps_.push_back({source_root().string(), name});
  remaps_.push_back({std_layout::vendored_packages(request_.workspace.root).string(), distribution_.vendored_name});
  for (const auto& folder : request_.workspace.vendored)
    remaps_.push_back({folder.string(), distribution_.vendored_name});
  for (const auto& [from, to] : remaps_)
    choices_.push_back({"remap", from + "=" + to, "bootstrap cargo.rs: rust.remap-debuginfo"});
}

}  // namespace buildstd::planner
