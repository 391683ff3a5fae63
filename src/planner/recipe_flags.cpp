// SPDX-License-Identifier: MIT
#include "planner/recipe_flags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "buildstd/workspace/version.hpp"

namespace buildstd::planner {

namespace {

// The facts a flag depends on.
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
bool before_dist(const Request& request, const Distribution&) { return is_before_dist(request); }
bool configured_frame_pointers(const Request& request, const Distribution& distribution) {
  return distribution.always_frame_pointers && !is_before_dist(request);
}
bool all_frame_pointers(const Request& request, const Distribution& distribution) {
  return is_before_dist(request) && !distribution.non_leaf_frame_pointers;
}
bool non_leaf_frame_pointers(const Request& request, const Distribution& distribution) {
  return is_before_dist(request) && distribution.non_leaf_frame_pointers;
}
bool with_rpath(const Request&, const Distribution& distribution) { return distribution.link.rpath; }
bool with_lld(const Request&, const Distribution& distribution) { return distribution.link.lld != OverrideLld::none; }
bool external_lld(const Request&, const Distribution& distribution) {
  return distribution.link.lld == OverrideLld::external;
}
bool own_lld(const Request&, const Distribution& distribution) {
  return distribution.link.lld == OverrideLld::self_contained;
}

constexpr unsigned any = std::numeric_limits<unsigned>::max();

/// Releases 1.`since` up to, but not with, 1.`before`.
struct Releases {
  unsigned since = 0;
  unsigned before = any;
};

struct Row {
  std::string_view flag;
  Releases releases;
  std::string_view unstable_option;  ///< given only where this compiler knows the `-Z` option; empty: always
  bool (*applies)(const Request&, const Distribution&);
  bool only_links;
  std::string_view source;
};

// rustc's bootstrap, src/bootstrap/src/core/builder/cargo.rs and build_steps/compile.rs, as read in 1.85, 1.93 to 1.97,
// in the order in which they add them to RUSTFLAGS. Order is part of the result: it decides the order of symbols in the
// metadata, and the hash in file names.
constexpr Row bootstrap_rows[] = {
    {"-Csymbol-mangling-version=legacy", {}, "", legacy_symbols, false, "cargo.rs: rust.new-symbol-mangling"},
    {"-Zannotate-moves", {}, "annotate-moves", always, false, "cargo.rs: annotate_moves, on by default"},
    {"--check-cfg=cfg(feature,values(any()))",
     {},
     "",
     always,
     false,
     "cargo.rs: Mode::Std, crates include others by #[path]"},
    {"-Zunstable-options", {}, "", always, false, "cargo.rs: -Zunstable-options"},
    {"--check-cfg=cfg(bootstrap)",
     {0, 89},
     "",
     always,
     false,
     "lib.rs: EXTRA_CHECK_CFGS; of no mode before rust#142160, and each name moves the numbers of symbols"},
    {"--check-cfg=cfg(test)", {85, 86}, "", always, false, "lib.rs: EXTRA_CHECK_CFGS, for a Cargo before 1.85"},
    {"-Zmacro-backtrace", {}, "macro-backtrace", always, false, "cargo.rs: -Zmacro-backtrace"},
    {"-Csplit-debuginfo=unpacked",
     {},
     "",
     on_apple,
     false,
     "target_selection.rs: SplitDebuginfo::default_for_platform"},
    {"-Csplit-debuginfo=packed", {}, "", on_msvc, false, "target_selection.rs: SplitDebuginfo::default_for_platform"},
    {"-Csplit-debuginfo=off", {}, "", elsewhere, false, "target_selection.rs: SplitDebuginfo::default_for_platform"},
    {"-Ctarget-feature=+crt-static", {}, "", on_msvc, false, "lib.rs: Build::crt_static, always on msvc"},
    {"-Cforce-frame-pointers=true", {}, "", configured_frame_pointers, false, "cargo.rs: rust.frame-pointers"},
    {"-Cprefer-dynamic", {}, "", always, false, "cargo.rs: Mode::Std; no effect on an rlib's code"},
    {"-Zinline-mir", {}, "inline-mir", always, false, "cargo.rs: changes the MIR in the metadata"},
    {"-Zinline-mir-preserve-debug", {}, "inline-mir-preserve-debug", always, false, "cargo.rs: likewise"},
    {"-Zmir_strip_debuginfo=locals-in-tiny-functions", {}, "mir-strip-debuginfo", always, false, "cargo.rs: likewise"},
    {"-Clink-args=-Wl,-z,origin", {}, "", with_rpath, true, "cargo.rs: configure_linker, rust.rpath"},
    {"-Clink-args=-Wl,-rpath,$ORIGIN/../lib", {}, "", with_rpath, true, "cargo.rs: configure_linker, rust.rpath"},
    {"-Clinker-features=+lld", {}, "", with_lld, true, "helpers.rs: linker_flags, rust.bootstrap-override-lld"},
    {"-Clink-self-contained=-linker", {}, "", external_lld, true, "helpers.rs: likewise"},
    {"-Clink-self-contained=+linker", {}, "", own_lld, true, "helpers.rs: likewise"},
    {"-Zunstable-options", {}, "", with_lld, true, "helpers.rs: likewise"},
    {"-Alinker-messages", {86, 95}, "", always, false, "cargo.rs: configure_linker"},
    {"-Alinker-messages", {97, any}, "", always, false, "cargo.rs: configure_linker"},
    {"-Cembed-bitcode=yes", {}, "", before_dist, false, "compile.rs: std_cargo, up to 1.94"},
    {"-Cforce-unwind-tables=yes", {}, "", on_riscv, false, "compile.rs: std_cargo, riscv"},
    {"-Cforce-frame-pointers=yes", {}, "", all_frame_pointers, false, "compile.rs: std_cargo, 1.85"},
    {"-Zunstable-options", {}, "", non_leaf_frame_pointers, false, "compile.rs: std_cargo, up to 1.94"},
    {"-Cforce-frame-pointers=non-leaf", {}, "", non_leaf_frame_pointers, false, "compile.rs: std_cargo, up to 1.94"},
    {"-Cembed-bitcode=no", {}, "", without_bitcode, false, "the prebuilt standard library has none"},
    {"-Zunstable-options", {}, "", immediate_abort, false, "Cargo compiler/mod.rs: needed by -Cpanic=immediate-abort"},
};

}  // namespace

unsigned minor_release(const toolchain::CompilerVersion& version) {
  const auto parsed = workspace::Version::parse(version.release);
  return parsed ? static_cast<unsigned>(parsed->minor) : 0;
}

bool is_before_dist(const Request& request) { return !request.workspace.profiles.contains("dist"); }

std::vector<BootstrapFlag> bootstrap_flags(const Request& request, const Distribution& distribution) {
  std::vector<BootstrapFlag> flags;
  for (const auto& row : bootstrap_rows) {
    if (distribution.release < row.releases.since || distribution.release >= row.releases.before) continue;
    if (!row.applies(request, distribution)) continue;
    if (!row.unstable_option.empty() && !request.toolchain.knows_option(row.unstable_option)) continue;
    flags.push_back({std::string(row.flag), fmt::format("bootstrap {}", row.source), row.only_links});
  }
  // Links from a user's documentation to the standard library's.
  const auto& version = request.toolchain.version;
  const auto docs = version.channel() == "stable" ? version.release : std::string(version.channel());
  flags.push_back({fmt::format("-Zcrate-attr=doc(html_root_url=\"https://doc.rust-lang.org/{}/\")", docs),
                   "bootstrap compile.rs: std_cargo, html_root_url"});
  return flags;
}

std::vector<BootstrapFlag> found_flags(const FoundRecipe& recipe) {
  constexpr std::array linking = {"-Clink-arg", "-Clinker-features=", "-Clink-self-contained="};
  std::vector<BootstrapFlag> flags;
  for (const auto& flag : recipe.rustflags) {
    const bool only_links = std::ranges::any_of(linking, [&](const auto* start) { return flag.starts_with(start); });
    flags.push_back({flag, "found by its hash", only_links});
  }
  return flags;
}

std::vector<LinkSettings> known_link_settings() {
  std::vector<LinkSettings> all;
  for (const auto lld : {OverrideLld::none, OverrideLld::external, OverrideLld::self_contained}) {
    for (const bool rpath : {false, true}) all.push_back({rpath, lld});
  }
  return all;
}

std::string describe(const LinkSettings& link) {
  const std::string_view lld = link.lld == OverrideLld::none       ? "no LLD"
                               : link.lld == OverrideLld::external ? "LLD of the system"
                                                                   : "LLD of the toolchain";
  return fmt::format("{}, {}", link.rpath ? "rpath" : "no rpath", lld);
}

std::vector<BootstrapFlag> shim_flags() {
  return {{"-Wrust_2018_idioms", "bootstrap cargo.rs: lint flags of workspace code"},
          {"-Wunused_lifetimes", "bootstrap cargo.rs: likewise"}};
}

}  // namespace buildstd::planner
