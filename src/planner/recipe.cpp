// SPDX-License-Identifier: MIT
#include "planner/recipe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildstd/base/std_layout.hpp"
#include "buildstd/planner/target_rules.hpp"
#include "planner/core_hashes.hpp"
#include "planner/recipe_flags.hpp"

namespace buildstd::planner {

namespace {

// rustc_session, src/config.rs: `parse_remap_path_prefix`. One without a `=` is refused before anything is planned.
PathRemap parse_remap(const std::string& value) {
  const auto equals = value.rfind('=');
  return equals == std::string::npos ? PathRemap{value, {}}
                                     : PathRemap{value.substr(0, equals), value.substr(equals + 1)};
}

std::optional<std::filesystem::path> below(const std::filesystem::path& path, const std::filesystem::path& folder) {
  auto relative = path.lexically_relative(folder);
  return relative.empty() || *relative.begin() == ".." ? std::nullopt : std::optional(std::move(relative));
}

// `/sources/library/core=X` is `library/core=X` to a compiler that stands in `/sources`.
std::optional<PathRemap> for_relative_names(const PathRemap& remap, const std::filesystem::path& root) {
  auto from = std::filesystem::path(remap.from).lexically_normal();
  if (!from.has_filename()) from = from.parent_path();  // a slash at its end
  if (const auto inner = below(from, root); inner && *inner != ".") return PathRemap{inner->string(), remap.to};
  const auto outer = below(root, from);
  if (!outer) return std::nullopt;
  return PathRemap{"library/", (std::filesystem::path(remap.to) / *outer / "library").lexically_normal().string()};
}

}  // namespace

Recipe::Recipe(const Request& request)
    : request_(request), user_(request.rustflags), distribution_(distribution(request)) {
  choose_profile();
  choose_release();
  choose_link_settings();
  add_rustflags();
  add_shim_flags();
  add_remaps();
  add_user_remaps();
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

void Recipe::choose_release() {
  const auto own = minor_release(request_.toolchain.version);
  if (own <= newest_known_release) return;
  choices_.push_back({"bootstrap", fmt::format("that of 1.{}", distribution_.release),
                      fmt::format("rustc 1.{} is newer than what is known here", own)});
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
  // Instrumented code cannot be what counts; the toolchain's counts then.
  if (distribution_.profiler && !user_.profiler_runtime()) add_known("profiler");
  return features;
}

workspace::ProfileSettings Recipe::settings(const workspace::Package& package) const {
  auto settings = profile_.settings;
  // The user's choice. A package that must abort says so itself, after this on the command line.
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

void Recipe::add_flags(const workspace::Package& package, Product product, FlagGroups& flags) const {
  flags.bootstrap = flags_.bootstrap;
  flags.user = user_.for_std(product);
  flags.cargo = flags_.cargo;
  flags.shim = flags_.shim;
  flags.documentation = flags_.documentation;
  // 1.85 bootstrap bin/rustc.rs; the profiles of later workspaces say it themselves.
  if (package.name == std_layout::panic_abort && is_before_dist(request_)) flags.shim.emplace_back("-Cpanic=abort");
}

std::string Recipe::default_lib_metadata() const {
  if (request_.recipe) return request_.recipe->default_lib_metadata;
  const auto& version = request_.toolchain.version;
  auto metadata = fmt::format("{}std", version.channel());
  constexpr unsigned first_with_version = 87;  // rust-lang/rust#137036
  if (distribution_.release >= first_with_version) metadata += version.release.substr(0, version.release.find('-'));
  return metadata;
}

// RFC 3874 silences all of std. Cargo, as bootstrap calls it, only what comes from the registry, which shows in the
// metadata. With flags of the user's, nothing can be the same as the prebuilt, and a `-Dwarnings` among them is not
// meant for std.
bool Recipe::caps_lints(const workspace::Package& package) const {
  const bool as_bootstrap = distribution_.recipe == RecipeKind::prebuilt && !user_.change_std();
  return !package.is_member || !as_bootstrap;
}

std::map<std::string, std::string> Recipe::compiler_environment() const {
  // Std crates use unstable features, nobody else may.
  std::map<std::string, std::string> environment{{"RUSTC_BOOTSTRAP", "1"}};
  // 1.85 bootstrap compile.rs: libtest looks at it; later ones ask the compiler.
  const auto channel = request_.toolchain.version.channel();
  if (is_before_dist(request_) && (channel == "stable" || channel == "beta"))
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

// Cargo hashes RUSTFLAGS into file names, and so into `core`'s, which depends on nothing but them.
void Recipe::choose_link_settings() {
  if (request_.recipe) {
    choices_.push_back({"RUSTFLAGS", request_.recipe->nearest, "found by `verify --find-recipe`"});
    return;
  }
  const auto* const core = request_.prebuilt == nullptr ? nullptr : request_.prebuilt->find(std_layout::core);
  if (distribution_.recipe != RecipeKind::prebuilt || core == nullptr || core->extra_filename.empty()) return;
  if (distribution_.release <= last_with_one_hash) return;
  for (const auto& link : known_link_settings()) {
    auto candidate = distribution_;
    candidate.link = link;
    std::vector<std::string> rustflags;
    for (auto& flag : bootstrap_flags(request_, candidate)) rustflags.push_back(std::move(flag.flag));
    const auto hashes = core_hashes(
        request_,
        {.profile = profile_, .rustflags = std::move(rustflags), .default_lib_metadata = default_lib_metadata()});
    if (!hashes || hashes->unit_id != core->extra_filename) continue;
    distribution_.link = link;
    choices_.push_back({"RUSTFLAGS", describe(link), fmt::format("the hash in the name of {}", core->rlib)});
    return;
  }
  choices_.push_back(
      {"RUSTFLAGS", "not all known",
       fmt::format("no known ones give the hash in the name of {}; `buildstd verify --find-recipe` looks "
                   "for others",
                   core->rlib)});
}

void Recipe::add_rustflags() {
  const auto flags = request_.recipe ? found_flags(*request_.recipe) : bootstrap_flags(request_, distribution_);
  for (const auto& flag : flags) {
    rustflags_.push_back(flag.flag);
    choices_.push_back({"flag", flag.flag, flag.source});
    if (flag.only_links) continue;
    flags_.bootstrap.push_back(flag.flag);
    const bool for_documentation = flag.flag.starts_with("--check-cfg=") || flag.flag.starts_with("-Zcrate-attr=");
    if (for_documentation) flags_.documentation.push_back(flag.flag);
  }
  add_user_flags();
  // Cargo compiler/mod.rs, `prepare_rustc`; bootstrap cargo.rs calls it with -Zbinary-dep-depinfo. It is part of
  // the crate's hash.
  if (request_.toolchain.knows_option("binary-dep-depinfo")) flags_.cargo = {"-Z", "binary-dep-depinfo"};
}

// Those that leave std as it is are not in the hashes that files are called by, either.
void Recipe::add_user_flags() {
  for (const auto& flag : user_.all()) {
    const bool is_kept = flag.effect() == OptionEffect::code;
    choices_.push_back({is_kept ? "flag" : "flag for the user's crates", flag.shown(),
                        is_kept ? "the user's rustflags" : std::string(flag.option->reason)});
  }
  for (auto& words : {user_.for_std(Product::crate), user_.remaps()})
    rustflags_.insert(rustflags_.end(), words.begin(), words.end());
}

std::map<std::string, std::string> Recipe::flag_inputs(Product product) const {
  std::map<std::string, std::string> inputs;
  const auto& [files, native, runtime] = request_.flag_inputs;
  const auto add = [&](const std::string& path) {
    if (const auto known = files.find(path); known != files.end()) inputs.insert(*known);
  };
  for (const auto& path : user_.files(product)) add(path);
  // Wherever the toolchain is.
  for (const auto& file : runtime) inputs.emplace(file.filename().string(), files.at(file.string()));
  if (native) inputs.emplace("native", *native);
  return inputs;
}

void Recipe::add_shim_flags() {
  for (const auto& [flag, source, only_links] : planner::shim_flags()) {
    flags_.shim.push_back(flag);
    choices_.push_back({"flag", flag, source});
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

// Members are compiled under relative names, which rustc maps as they are: a remap of the folder that they are in has
// to be said of those too.
void Recipe::add_user_remaps() {
  for (const auto& flag : user_.all()) {
    if (!flag.is(OptionFamily::plain, "remap-path-prefix")) continue;
    auto remap = parse_remap(flag.value.value_or(""));
    if (auto relative = for_relative_names(remap, source_root())) remaps_.push_back(*std::move(relative));
    remaps_.push_back(std::move(remap));
  }
}

}  // namespace buildstd::planner
