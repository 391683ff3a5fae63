// SPDX-License-Identifier: MIT
#include "planner/calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using workspace::Package;
using Variables = std::map<std::string, std::optional<std::string>>;

constexpr std::int64_t default_codegen_units = 16;  // rustc_session: `Session::codegen_units`
constexpr std::int64_t most_codegen_units = 1'000'000;

// `[lints]` as flags, in Cargo's order: by priority, then names backwards (workspace/lints.rs).
std::vector<std::string> lint_flags(const Package& package) {
  std::vector<std::string> flags;
  auto lints = package.lints;
  std::ranges::sort(
      lints, [](const auto& a, const auto& b) { return std::tie(a.priority, b.name) < std::tie(b.priority, a.name); });
  for (const auto& lint : lints)
    flags.push_back(fmt::format("--{}={}{}", lint.level, lint.tool == "rust" ? "" : lint.tool + "::", lint.name));
  for (const auto& check : package.check_cfgs) flags.insert(flags.end(), {"--check-cfg", check});
  return flags;
}

// Cargo: compiler/compilation.rs, `fill_env`.
Variables package_environment(const Package& package) {
  const auto& metadata = package.metadata;
  const auto& version = package.version;
  return {
      {"CARGO_MANIFEST_DIR", package.root().string()},
      {"CARGO_MANIFEST_PATH", package.manifest.string()},
      {"CARGO_PKG_AUTHORS", text::join(metadata.authors, ":")},
      {"CARGO_PKG_DESCRIPTION", metadata.description},
      {"CARGO_PKG_HOMEPAGE", metadata.homepage},
      {"CARGO_PKG_LICENSE", metadata.license},
      {"CARGO_PKG_LICENSE_FILE", metadata.license_file},
      {"CARGO_PKG_NAME", package.name},
      {"CARGO_PKG_README", metadata.readme},
      {"CARGO_PKG_REPOSITORY", metadata.repository},
      {"CARGO_PKG_RUST_VERSION", metadata.rust_version},
      {"CARGO_PKG_VERSION", version.str()},
      {"CARGO_PKG_VERSION_MAJOR", std::to_string(version.major)},
      {"CARGO_PKG_VERSION_MINOR", std::to_string(version.minor)},
      {"CARGO_PKG_VERSION_PATCH", std::to_string(version.patch)},
      {"CARGO_PKG_VERSION_PRE", version.pre},
      // The flags are on the command line, or in CARGO_ENCODED_RUSTFLAGS.
      {"RUSTFLAGS", std::nullopt},
      {"CARGO_ENCODED_RUSTFLAGS", std::nullopt},
  };
}

// The last `-C codegen-units=N` or `-Ccodegen-units=N`.
std::optional<std::int64_t> last_codegen_units(const std::vector<std::string>& flags) {
  constexpr std::string_view option = "codegen-units=";
  std::optional<std::int64_t> last;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    std::string_view value = flags[i];
    if (value.starts_with("-C") && value.size() > 2) {
      value.remove_prefix(2);
    } else if (i == 0 || flags[i - 1] != "-C") {
      continue;
    }
    if (!value.starts_with(option)) continue;
    value.remove_prefix(option.size());
    std::int64_t number = 0;
    if (std::from_chars(value.data(), value.data() + value.size(), number).ec == std::errc()) last = number;
  }
  return last;
}

// The name of a cfg or feature inside an environment variable's name (Cargo: `envify`).
std::string envify(std::string_view name) { return text::replace_all(text::upper(name), "-", "_"); }

/// Makes the values of one plan's units.
class WorkAssignment {
 public:
  WorkAssignment(const Request& request, const Recipe& recipe) : request_(request), recipe_(recipe) {}

  [[nodiscard]] std::variant<CompileCall, ScriptRun> work(const Unit& unit) const {
    const auto& package = *request_.workspace.members[unit.package].package;
    if (unit.kind == UnitKind::run_build_script) return run_of(unit, package);
    if (unit.kind == UnitKind::build_script) return script_call(unit, package);
    return unit.platform == Platform::target ? target_library(unit, package) : host_library(unit, package);
  }

 private:
  [[nodiscard]] CompileCall base_call(const Unit& unit, const Package& package) const {
    CompileCall call;
    call.compiler = request_.toolchain.rustc;
    call.flags.lints = lint_flags(package);
    for (const auto& [name, unused] : package.features) call.declared_features.push_back(name);
    call.has_private_dependencies = package.public_dependency;
    call.environment = package_environment(package);
    call.environment.insert_or_assign("CARGO_CRATE_NAME", unit.crate_name);
    return call;
  }

  [[nodiscard]] static std::string library_stem(const Unit& unit) {
    return fmt::format("lib{}-{}", unit.crate_name, unit.extra_filename);
  }

  // Members by relative paths from the folder above `library`, as bootstrap's `-Zroot-dir` has it.
  void place_source(const Unit& unit, const Package& package, CompileCall& call) const {
    const auto root = recipe_.source_root();
    const auto below_root = unit.source.lexically_relative(root);
    const bool is_below = unit.is_member && !below_root.string().starts_with("..");
    call.source = is_below ? below_root : unit.source;
    call.directory = is_below ? root : package.root();
  }

  [[nodiscard]] CompileCall host_library(const Unit& unit, const Package& package) const {
    auto call = base_call(unit, package);
    place_source(unit, package, call);
    call.settings = recipe_.build_script_settings();
    call.caps_lints = true;
    call.ignored_script_cfgs = recipe_.ignored_script_cfgs();
    count_codegen_units(call);
    call.output_files = {library_stem(unit) + ".rmeta", library_stem(unit) + ".rlib"};
    return call;
  }

  // Cargo: compiler/mod.rs, `build_base_args`; what is written counts in the crate's hash.
  static Emit emit_of(const Unit& unit, bool splits_metadata) {
    return unit.is_linked() && !splits_metadata ? Emit::linked : Emit::metadata_and_code;
  }

  [[nodiscard]] CompileCall target_library(const Unit& unit, const Package& package) const {
    auto call = base_call(unit, package);
    place_source(unit, package, call);
    const bool artifacts = request_.output == Output::artifacts;
    call.splits_metadata = artifacts && recipe_.splits_metadata();
    call.emit = artifacts ? emit_of(unit, call.splits_metadata) : Emit::metadata;
    call.settings = recipe_.settings(package);
    call.target = request_.target.argument;
    if (unit.is_dylib()) call.linker = request_.target_linker;
    call.caps_lints = recipe_.caps_lints(package);
    const auto product = unit.is_dylib() ? Product::dynamic_library : Product::crate;
    recipe_.add_flags(package, product, call.flags);
    call.flag_inputs = recipe_.flag_inputs(product);
    call.remaps = recipe_.remaps();
    if (package.build_script) call.build_name = recipe_.build_name();
    call.sysroot = SysrootRole::empty;
    call.ignored_script_cfgs = recipe_.ignored_script_cfgs();
    for (const auto& [name, value] : request_.environment) call.environment.insert_or_assign(name, value);
    for (const auto& [name, value] : recipe_.compiler_environment()) call.environment.insert_or_assign(name, value);
    call.preload = recipe_.preload();
    call.frontend_threads = request_.frontend_threads.value_or(1);
    count_codegen_units(call);
    if (call.emit != Emit::linked) call.output_files.push_back(library_stem(unit) + ".rmeta");
    if (artifacts) call.output_files.push_back(library_stem(unit) + ".rlib");
    if (artifacts && unit.is_dylib()) call.output_files.push_back(dylib_name(unit));
    return call;
  }

  [[nodiscard]] CompileCall script_call(const Unit& unit, const Package& package) const {
    auto call = base_call(unit, package);
    call.source = unit.source;
    call.directory = package.root();
    call.emit = Emit::linked;
    call.settings = recipe_.build_script_settings();
    call.linker = request_.linker;
    call.caps_lints = true;
    count_codegen_units(call);
    const bool windows = request_.toolchain.version.host.find("-windows-") != std::string::npos;
    call.output_files = {fmt::format("{}-{}{}", unit.crate_name, unit.extra_filename, windows ? ".exe" : "")};
    return call;
  }

  // The last to say it wins, as with rustc.
  static void count_codegen_units(CompileCall& call) {
    auto units = call.settings.codegen_units.value_or(default_codegen_units);
    const auto consider = [&](const std::vector<std::string>& flags) {
      if (const auto said = last_codegen_units(flags)) units = *said;
    };
    if (call.settings.rustflags) consider(*call.settings.rustflags);
    consider(call.flags.bootstrap);
    consider(call.flags.user);
    call.codegen_units = static_cast<unsigned>(std::clamp<std::int64_t>(units, 1, most_codegen_units));
  }

  // rustc_target: `dll_prefix` and `dll_suffix`.
  [[nodiscard]] std::string dylib_name(const Unit& unit) const {
    const auto& target = request_.target;
    const auto stem = fmt::format("{}-{}", unit.crate_name, unit.extra_filename);
    if (target.has_cfg("target_os", "windows")) return stem + ".dll";
    const bool apple = target.has_cfg("target_vendor", "apple");
    return fmt::format("lib{}.{}", stem, apple ? "dylib" : "so");
  }

  // Cargo: compiler/custom_build.rs, `build_work`.
  [[nodiscard]] ScriptRun run_of(const Unit& unit, const Package& package) const {
    const bool for_target = unit.platform == Platform::target;
    const auto settings = recipe_.settings(package);
    ScriptRun run{request_.toolchain.rustc, package.root(), package_environment(package)};
    const auto set = [&](const std::string& name, std::string value) {
      run.environment.insert_or_assign(name, std::move(value));
    };
    set("TARGET", for_target ? request_.target.name : request_.toolchain.version.host);
    set("HOST", request_.toolchain.version.host);
    set("OPT_LEVEL", settings.opt_level.value_or("0"));
    set("DEBUG", settings.debug.value_or("0") == "0" ? "false" : "true");
    set("PROFILE", "release");  // what the std workspace's profile inherits from
    if (unit.links) set("CARGO_MANIFEST_LINKS", *unit.links);
    for (const auto& feature : unit.features) set("CARGO_FEATURE_" + envify(feature), "1");
    for (const auto& [name, value] : cfg_environment(for_target ? request_.target.cfgs : request_.host_cfgs))
      set(name, value);
    set("CARGO_CFG_FEATURE", text::join(unit.features, ","));
    set("CARGO_ENCODED_RUSTFLAGS", for_target ? text::join(recipe_.rustflags(), "\x1f") : "");
    return run;
  }

  static std::map<std::string, std::string> cfg_environment(const CfgSet& cfgs) {
    std::map<std::string, std::string> values;
    for (const auto& cfg : cfgs) {
      if (cfg.name == "debug_assertions") continue;  // Cargo: rustc's answer is always on, and misleading
      auto& joined = values["CARGO_CFG_" + envify(cfg.name)];
      if (!cfg.value) continue;
      if (!joined.empty()) joined += ',';
      joined += *cfg.value;
    }
    return values;
  }

  const Request& request_;
  const Recipe& recipe_;
};

}  // namespace

void assign_work(const Request& request, const Recipe& recipe, std::vector<Unit>& units) {
  const WorkAssignment assignment(request, recipe);
  for (auto& unit : units) unit.work = assignment.work(unit);
}

}  // namespace buildstd::planner
