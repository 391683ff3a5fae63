// SPDX-License-Identifier: MIT
#include "planner/invocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using workspace::Package;
using workspace::ProfileSettings;

// `[lints]` as flags, in Cargo's order: by priority, then names backwards (workspace/lints.rs).
std::vector<std::string> lint_flags(const Package& package) {
  std::vector<std::pair<std::int64_t, std::string>> flags;
  auto lints = package.lints;
  std::ranges::sort(
      lints, [](const auto& a, const auto& b) { return std::tie(a.priority, b.name) < std::tie(b.priority, a.name); });
  std::vector<std::string> result;
  for (const auto& lint : lints)
    result.push_back(fmt::format("--{}={}{}", lint.level, lint.tool == "rust" ? "" : lint.tool + "::", lint.name));
  for (const auto& check : package.check_cfgs) result.insert(result.end(), {"--check-cfg", check});
  return result;
}

// Cargo: compiler/mod.rs, `check_cfg_args`.
std::vector<std::string> check_cfg_flags(const Package& package) {
  std::string values;
  for (const auto& [name, unused] : package.features)
    values += fmt::format("{}\"{}\"", values.empty() ? "" : ", ", name);
  return {"--check-cfg", "cfg(docsrs,test)", "--check-cfg", fmt::format("cfg(feature, values({}))", values)};
}

// Cargo: compiler/mod.rs, `build_base_args`: overflow checks follow debug assertions unless said otherwise.
std::vector<std::string> assertion_flags(const ProfileSettings& settings) {
  const bool assertions = settings.debug_assertions.value_or(false);
  const bool overflow = settings.overflow_checks.value_or(false);
  const bool by_default = settings.opt_level.value_or("0") == "0";
  std::vector<std::string> flags;
  if (assertions != by_default)
    flags.insert(flags.end(), {"-C", assertions ? "debug-assertions=on" : "debug-assertions=off"});
  if (overflow != assertions)
    flags.insert(flags.end(), {"-C", overflow ? "overflow-checks=on" : "overflow-checks=off"});
  return flags;
}

// The name of a cfg or feature inside an environment variable's name (Cargo: `envify`).
std::string envify(std::string_view name) { return text::replace_all(text::upper(name), "-", "_"); }

/// Writes one unit's command, in the order in which Cargo puts the arguments and, for std crates,
/// bootstrap's shim after them.
class InvocationWriter {
 public:
  InvocationWriter(const Request& request, const Recipe& recipe, const Directories& directories,
                   const std::vector<Unit>& units)
      : request_(request), recipe_(recipe), directories_(directories), units_(units) {}

  [[nodiscard]] Invocation write(const Unit& unit) {
    const auto& package = *request_.workspace.members[unit.package].package;
    invocation_ = {};
    set_package_environment(package);
    switch (unit.kind) {
      case UnitKind::library: write_library(unit, package); break;
      case UnitKind::build_script: write_script(unit, package); break;
      case UnitKind::run_build_script: write_run(unit, package); break;
    }
    return std::move(invocation_);
  }

 private:
  void add(std::initializer_list<std::string> arguments) { add(std::vector<std::string>(arguments)); }
  void add(const std::vector<std::string>& arguments) {
    auto& all = invocation_.command.arguments;
    all.insert(all.end(), arguments.begin(), arguments.end());
  }
  void set(const std::string& name, std::string value) {
    invocation_.command.environment.insert_or_assign(name, std::move(value));
  }
  void unset(const std::string& name) { invocation_.command.environment.insert_or_assign(name, std::nullopt); }

  [[nodiscard]] std::filesystem::path script_directory(const Unit& unit) const {
    return directories_.scripts() / fmt::format("{}-{}", unit.package_name, unit.extra_filename);
  }
  [[nodiscard]] static std::string file_stem(const Unit& unit) {
    return fmt::format("lib{}-{}", unit.crate_name, unit.extra_filename);
  }
  [[nodiscard]] std::filesystem::path output_directory(const Unit& unit) const {
    if (unit.kind != UnitKind::library) return script_directory(unit);
    return unit.platform == Platform::target ? directories_.dependencies() : directories_.host();
  }

  // Cargo: compiler/compilation.rs, `fill_env`.
  void set_package_environment(const Package& package) {
    const auto& metadata = package.metadata;
    const auto& version = package.version;
    const std::pair<const char*, std::string> variables[] = {
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
    };
    for (const auto& [name, value] : variables) set(name, value);
    unset("RUSTFLAGS");  // the flags are on the command line, or in CARGO_ENCODED_RUSTFLAGS
    unset("CARGO_ENCODED_RUSTFLAGS");
  }

  void write_compiler(const Unit& unit, const std::filesystem::path& source) {
    invocation_.command.program = request_.toolchain.rustc;
    set("CARGO_CRATE_NAME", unit.crate_name);
    add({"--crate-name", unit.crate_name, "--edition=" + unit.edition, source.string()});
    // The artifact messages are what starts dependents early (Cargo: `add_error_format_and_color`).
    add({"--error-format=json", "--json=diagnostic-rendered-ansi,artifacts,future-incompat"});
    for (const auto& type : unit.crate_types) add({"--crate-type", type});
  }

  void write_settings(const Package& package, const ProfileSettings& settings) {
    if (settings.opt_level.value_or("0") != "0") add({"-C", "opt-level=" + *settings.opt_level});
    if (settings.panic) add({"-C", "panic=" + *settings.panic});
    add({"-C", "embed-bitcode=no"});  // Cargo's lto_args for `lto = false`; the dist profile's flags come later and win
    if (settings.codegen_units) add({"-C", fmt::format("codegen-units={}", *settings.codegen_units)});
    if (settings.debug.value_or("0") != "0") add({"-C", "debuginfo=" + *settings.debug});
    add(lint_flags(package));
    if (settings.rustflags) add(*settings.rustflags);
    add(assertion_flags(settings));
  }

  void write_identity(const Unit& unit, const Package& package) {
    for (const auto& feature : unit.features) add({"--cfg", fmt::format("feature=\"{}\"", feature)});
    add(check_cfg_flags(package));
    add({"-C", "metadata=" + unit.metadata, "-C", "extra-filename=-" + unit.extra_filename, "--out-dir",
         output_directory(unit).string()});
  }

  void write_dependencies(const Unit& unit, const Package& package) {
    add({"-L", "dependency=" + output_directory_for_dependencies(unit).string()});
    bool has_private = false;
    for (const auto& dependency : unit.dependencies) {
      const auto& used = units_[dependency.unit];
      if (used.kind != UnitKind::library) continue;
      const bool is_private = package.public_dependency && !dependency.is_public;
      has_private = has_private || is_private;
      const auto name = fmt::format("{}{}", is_private ? "priv:" : "", dependency.extern_name);
      for (const auto& file : files_for(unit, used)) add({"--extern", fmt::format("{}={}", name, file.string())});
    }
    if (has_private) add({"-Z", "unstable-options"});
  }

  // Cargo: compiler/mod.rs, `extern_args`. A library only reads metadata, which is there earlier.
  [[nodiscard]] std::vector<std::filesystem::path> files_for(const Unit& unit, const Unit& used) const {
    const auto base = (output_directory(used) / file_stem(used)).string();
    if (!unit.is_linked() && !used.is_linked()) return {base + ".rmeta"};
    std::vector<std::filesystem::path> files;
    if (used.is_dylib()) files.push_back(dylib(used));
    files.emplace_back(base + ".rlib");
    if (used.platform == Platform::target && recipe_.splits_metadata()) files.emplace_back(base + ".rmeta");
    return files;
  }

  [[nodiscard]] std::filesystem::path output_directory_for_dependencies(const Unit& unit) const {
    return unit.platform == Platform::target ? directories_.dependencies() : directories_.host();
  }

  void write_library(const Unit& unit, const Package& package) {
    const bool for_target = unit.platform == Platform::target;
    const bool artifacts = request_.output == Output::artifacts || !for_target;
    const auto root = recipe_.source_root();
    const bool below_root = unit.is_member && !unit.source.lexically_relative(root).string().starts_with("..");
    // Members by relative paths from the folder above `library`, as bootstrap's `-Zroot-dir` has it.
    write_compiler(unit, below_root ? unit.source.lexically_relative(root) : unit.source);
    invocation_.command.cwd = below_root ? root : package.root();
    add({artifacts ? "--emit=dep-info,metadata,link" : "--emit=dep-info,metadata"});
    if (for_target && artifacts && recipe_.splits_metadata()) add({"-Z", "embed-metadata=no"});
    write_settings(package, for_target ? recipe_.settings(package) : recipe_.build_script_settings());
    write_identity(unit, package);
    if (for_target) add({"--target", request_.target.argument});
    if (for_target && unit.is_dylib() && request_.linker && request_.target.name == request_.toolchain.version.host)
      add({"-C", "linker=" + *request_.linker});
    write_dependencies(unit, package);
    if (!for_target || recipe_.caps_lints(package)) add({"--cap-lints", "allow"});
    if (for_target) {
      add(recipe_.rustflags());
      add(recipe_.cargo_flags());
      for (const auto& [name, value] : request_.environment) set(name, value);
      for (const auto& [name, value] : recipe_.compiler_environment()) set(name, value);
    }
    invocation_.script_arguments_at = invocation_.command.arguments.size();
    invocation_.ignored_script_cfgs = recipe_.ignored_script_cfgs();
    if (for_target) {
      add(recipe_.shim_flags(package));
      add({"--sysroot", directories_.empty_sysroot().string(), "-Z", "force-unstable-if-unmarked"});
    }
    const auto base = (output_directory(unit) / file_stem(unit)).string();
    invocation_.outputs.emplace_back(base + ".rmeta");
    if (artifacts) invocation_.outputs.emplace_back(base + ".rlib");
    if (artifacts && unit.is_dylib()) invocation_.outputs.push_back(dylib(unit));
    invocation_.dep_info = output_directory(unit) / dep_info_name(unit);
    if (const auto run = unit.script_run(units_)) set("OUT_DIR", (script_directory(units_[*run]) / "out").string());
  }

  // rustc_target: `dll_prefix` and `dll_suffix`.
  [[nodiscard]] std::filesystem::path dylib(const Unit& unit) const {
    const auto& target = request_.target;
    const auto stem = fmt::format("{}-{}", unit.crate_name, unit.extra_filename);
    if (target.has_cfg("target_os", "windows")) return output_directory(unit) / (stem + ".dll");
    const bool apple = target.has_cfg("target_vendor", "apple");
    return output_directory(unit) / fmt::format("lib{}.{}", stem, apple ? "dylib" : "so");
  }

  void write_script(const Unit& unit, const Package& package) {
    write_compiler(unit, unit.source);
    invocation_.command.cwd = package.root();
    add({"--emit=dep-info,link"});
    write_settings(package, recipe_.build_script_settings());
    write_identity(unit, package);
    if (request_.linker) add({"-C", "linker=" + *request_.linker});
    write_dependencies(unit, package);
    add({"--cap-lints", "allow"});
    invocation_.script_arguments_at = invocation_.command.arguments.size();
    invocation_.outputs.push_back(script_program(unit));
    invocation_.dep_info = script_directory(unit) / dep_info_name(unit);
  }

  // Named after the crate, without the `lib` of libraries (compiler/rustc_session/src/config.rs, `OutputFilenames`).
  [[nodiscard]] static std::string dep_info_name(const Unit& unit) {
    return fmt::format("{}-{}.d", unit.crate_name, unit.extra_filename);
  }

  [[nodiscard]] std::filesystem::path script_program(const Unit& unit) const {
    const bool windows = request_.toolchain.version.host.find("-windows-") != std::string::npos;
    return script_directory(unit) / fmt::format("build_script_build-{}{}", unit.extra_filename, windows ? ".exe" : "");
  }

  // Cargo: compiler/custom_build.rs, `build_work`.
  void write_run(const Unit& unit, const Package& package) {
    const auto settings = recipe_.settings(package);
    const auto& program = units_[unit.dependencies.back().unit];
    invocation_.command.program = script_program(program);
    invocation_.command.cwd = package.root();
    invocation_.out_dir = script_directory(unit) / "out";
    set("OUT_DIR", invocation_.out_dir.string());
    set("TARGET", unit.platform == Platform::target ? request_.target.name : request_.toolchain.version.host);
    set("HOST", request_.toolchain.version.host);
    set("OPT_LEVEL", settings.opt_level.value_or("0"));
    set("DEBUG", settings.debug.value_or("0") == "0" ? "false" : "true");
    set("PROFILE", "release");  // what the std workspace's profile inherits from
    set("RUSTC", request_.toolchain.rustc.string());
    set("RUSTDOC", (request_.toolchain.rustc.parent_path() / "rustdoc").string());
    if (unit.links) set("CARGO_MANIFEST_LINKS", *unit.links);
    for (const auto& feature : unit.features) set("CARGO_FEATURE_" + envify(feature), "1");
    set_cfg_environment(unit);
    set("CARGO_ENCODED_RUSTFLAGS", unit.platform == Platform::target ? text::join(recipe_.rustflags(), "\x1f") : "");
  }

  void set_cfg_environment(const Unit& unit) {
    std::map<std::string, std::string> values;
    for (const auto& cfg : unit.platform == Platform::target ? request_.target.cfgs : request_.host_cfgs) {
      if (cfg.name == "debug_assertions") continue;  // Cargo: rustc's answer is always on, and misleading
      auto& joined = values[cfg.name];
      if (!cfg.value) continue;
      if (!joined.empty()) joined += ',';
      joined += *cfg.value;
    }
    for (const auto& [name, value] : values) set("CARGO_CFG_" + envify(name), value);
    set("CARGO_CFG_FEATURE", text::join(unit.features, ","));
  }

  const Request& request_;
  const Recipe& recipe_;
  const Directories& directories_;
  const std::vector<Unit>& units_;
  Invocation invocation_;
};

}  // namespace

void assign_invocations(const Request& request, const Recipe& recipe, const Directories& directories,
                        std::vector<Unit>& units) {
  InvocationWriter writer(request, recipe, directories, units);
  for (auto& unit : units) unit.invocation = writer.write(unit);
}

}  // namespace buildstd::planner
