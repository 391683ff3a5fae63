// SPDX-License-Identifier: MIT
#include "buildstd/planner/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "buildstd/base/text.hpp"

namespace buildstd::planner {

namespace {

using Arguments = std::vector<std::string>;

void add(Arguments& all, std::initializer_list<std::string> some) { all.insert(all.end(), some); }
void add(Arguments& all, const Arguments& some) { all.insert(all.end(), some.begin(), some.end()); }

// Cargo: compiler/mod.rs, `check_cfg_args`.
Arguments check_cfg_arguments(const CompileCall& call) {
  std::string values;
  for (const auto& name : call.declared_features) values += fmt::format("{}\"{}\"", values.empty() ? "" : ", ", name);
  return {"--check-cfg", "cfg(docsrs,test)", "--check-cfg", fmt::format("cfg(feature, values({}))", values)};
}

// Cargo: compiler/mod.rs, `build_base_args`: overflow checks follow debug assertions unless said otherwise.
Arguments assertion_arguments(const workspace::ProfileSettings& settings) {
  const bool assertions = settings.debug_assertions.value_or(false);
  const bool overflow = settings.overflow_checks.value_or(false);
  const bool by_default = settings.opt_level.value_or("0") == "0";
  Arguments arguments;
  if (assertions != by_default) add(arguments, {"-C", assertions ? "debug-assertions=on" : "debug-assertions=off"});
  if (overflow != assertions) add(arguments, {"-C", overflow ? "overflow-checks=on" : "overflow-checks=off"});
  return arguments;
}

std::string emit_argument(Emit emit) {
  switch (emit) {
    case Emit::metadata: return "--emit=dep-info,metadata";
    case Emit::metadata_and_code: return "--emit=dep-info,metadata,link";
    case Emit::linked: return "--emit=dep-info,link";
  }
  return {};
}

/// Writes the arguments of one call, part by part.
class CallWriter {
 public:
  CallWriter(const Unit& unit, const std::vector<Unit>& units, const ScriptResults& results, RenderedArguments which)
      : unit_(unit), call_(unit.call()), units_(units), results_(results), which_(which) {}

  RenderedCommand rustc() {
    write_crate();
    add(arguments_, {emit_argument(call_.emit)});
    if (call_.splits_metadata) add(arguments_, {"-Z", "embed-metadata=no"});
    write_settings();
    write_features();
    add(arguments_, {"-C", "metadata=" + unit_.metadata, "-C", "extra-filename=-" + unit_.extra_filename, "--out-dir",
                     unit_.directory().string()});
    if (call_.target) add(arguments_, {"--target", *call_.target});
    if (call_.linker) add(arguments_, {"-C", "linker=" + *call_.linker});
    write_dependencies();
    if (call_.caps_lints) add(arguments_, {"--cap-lints", "allow"});
    add(arguments_, call_.flags.bootstrap);
    add(arguments_, call_.flags.user);
    add(arguments_, call_.flags.cargo);
    const auto place = write_script_arguments();
    add(arguments_, call_.flags.shim);
    write_paths();
    if (call_.sysroot == SysrootRole::empty) add(arguments_, {"-Z", "force-unstable-if-unmarked"});
    return finish(place);
  }

  // Cargo: compiler/mod.rs, `rustdoc`; bootstrap: doc.rs, `doc_std`, bin/rustdoc.rs. No `--resource-suffix`: a
  // project's own pages share these files.
  RenderedCommand rustdoc() {
    const auto& doc = *call_.rustdoc;
    write_crate();
    write_features();
    if (call_.target) add(arguments_, {"--target", *call_.target});
    write_dependencies();
    if (call_.caps_lints) add(arguments_, {"--cap-lints", "allow"});
    add(arguments_, call_.flags.documentation);
    if (call_.sysroot == SysrootRole::empty) {
      add(arguments_, {"--sysroot", unit_.directories.empty_sysroot().string()});
      add(arguments_, {"-Z", "force-unstable-if-unmarked"});
    }
    const auto place = write_script_arguments();
    add(arguments_, {"-Zunstable-options", "--out-dir", doc.destination.string(), "--crate-version", doc.version,
                     "--extern-html-root-url", "std_detect=https://docs.rs/std_detect/latest/"});
    add(arguments_, doc.flags);
    return finish(place);
  }

 private:
  void write_crate() {
    add(arguments_, {"--crate-name", unit_.crate_name, "--edition=" + unit_.edition, call_.source.string()});
    // The artifact messages are what starts dependents early (Cargo: `add_error_format_and_color`).
    add(arguments_, {"--error-format=json", "--json=diagnostic-rendered-ansi,artifacts,future-incompat"});
    for (const auto& type : unit_.crate_types) add(arguments_, {"--crate-type", type});
  }

  void write_settings() {
    const auto& settings = call_.settings;
    if (settings.opt_level.value_or("0") != "0") add(arguments_, {"-C", "opt-level=" + *settings.opt_level});
    if (settings.panic) add(arguments_, {"-C", "panic=" + *settings.panic});
    // Cargo's lto_args for `lto = false`; the dist profile's flags come later and win.
    add(arguments_, {"-C", "embed-bitcode=no"});
    if (settings.codegen_units) add(arguments_, {"-C", fmt::format("codegen-units={}", *settings.codegen_units)});
    if (settings.debug.value_or("0") != "0") add(arguments_, {"-C", "debuginfo=" + *settings.debug});
    add(arguments_, call_.flags.lints);
    if (settings.rustflags) add(arguments_, *settings.rustflags);
    add(arguments_, assertion_arguments(settings));
  }

  void write_features() {
    for (const auto& feature : unit_.features) add(arguments_, {"--cfg", fmt::format("feature=\"{}\"", feature)});
    add(arguments_, check_cfg_arguments(call_));
  }

  void write_dependencies() {
    const bool for_target = unit_.platform == Platform::target;
    const auto folder = for_target ? unit_.directories.dependencies() : unit_.directories.host();
    add(arguments_, {"-L", "dependency=" + folder.string()});
    bool has_private = false;
    for (const auto& dependency : unit_.dependencies) {
      const auto& used = units_[dependency.unit];
      if (used.kind != UnitKind::library) continue;
      const bool is_private = call_.has_private_dependencies && !dependency.is_public;
      has_private = has_private || is_private;
      const auto name = fmt::format("{}{}", is_private ? "priv:" : "", dependency.extern_name);
      for (const auto& file : files_of(used)) add(arguments_, {"--extern", fmt::format("{}={}", name, file.string())});
    }
    if (has_private) add(arguments_, {"-Z", "unstable-options"});
  }

  // Cargo: compiler/mod.rs, `extern_args`. A library only reads metadata, which is there earlier.
  [[nodiscard]] std::vector<std::filesystem::path> files_of(const Unit& used) const {
    auto files = used.outputs();
    if (!unit_.is_linked() && !used.is_linked()) return {files.front()};
    const auto is_metadata = [](const auto& file) { return file.extension() == ".rmeta"; };
    if (files.size() > 1 && !used.call().splits_metadata) std::erase_if(files, is_metadata);
    std::ranges::reverse(files);
    return files;
  }

  std::size_t write_script_arguments() {
    const auto place = arguments_.size();
    add(arguments_, results_.arguments);
    return place;
  }

  void write_paths() {
    if (which_ == RenderedArguments::without_paths) return;
    const auto paths = path_arguments(unit_);
    add(arguments_, paths.remaps);
    if (const auto name = out_dir_name(unit_, units_); !name.empty()) {
      const auto folder = units_[*unit_.script_run(units_)].out_dir().string();
      add(arguments_, {"--remap-path-prefix", fmt::format("{}={}", folder, name)});  // wherever that is: it wins
    }
    if (!paths.sysroot.empty()) add(arguments_, {"--sysroot", paths.sysroot.string()});
  }

  RenderedCommand finish(std::size_t place) {
    Command command{call_.compiler, std::move(arguments_), call_.environment, call_.directory};
    if (const auto run = unit_.script_run(units_))
      command.environment.insert_or_assign("OUT_DIR", units_[*run].out_dir().string());
    if (call_.preload) {
      command.environment.insert_or_assign("LD_PRELOAD", call_.preload->libraries);
      if (call_.preload->hidden_sources)
        command.environment.insert_or_assign("BUILDSTD_HIDE", *call_.preload->hidden_sources);
    }
    for (const auto& [name, value] : results_.environment) command.environment.insert_or_assign(name, value);
    return {std::move(command), place};
  }

  const Unit& unit_;
  const CompileCall& call_;
  const std::vector<Unit>& units_;
  const ScriptResults& results_;
  RenderedArguments which_;
  Arguments arguments_;
};

Command render_run(const Unit& unit, const std::vector<Unit>& units, const ScriptResults& results) {
  const auto& run = unit.run();
  const auto& script = units[unit.dependencies.back().unit];
  Command command{script.outputs().front(), {}, run.environment, run.directory};
  const auto set = [&](const char* name, const std::string& value) {
    command.environment.insert_or_assign(name, value);
  };
  set("OUT_DIR", unit.out_dir().string());
  set("RUSTC", run.compiler.string());
  set("RUSTDOC", (run.compiler.parent_path() / "rustdoc").string());
  for (const auto& [name, value] : results.environment) command.environment.insert_or_assign(name, value);
  return command;
}

}  // namespace

RenderedCommand render(const Unit& unit, const std::vector<Unit>& units, const ScriptResults& results,
                       RenderedArguments which) {
  if (unit.kind == UnitKind::run_build_script) return {render_run(unit, units, results), 0};
  CallWriter writer(unit, units, results, which);
  return unit.kind == UnitKind::documentation ? writer.rustdoc() : writer.rustc();
}

// Cargo: core/compiler/build_runner/compilation_files.rs, `build_script_out_dir`.
std::string out_dir_name(const Unit& unit, const std::vector<Unit>& units) {
  const auto run = unit.script_run(units);
  if (!run || unit.call().build_name.empty()) return {};
  return fmt::format("{}/build/{}/out", unit.call().build_name, units[*run].directory().filename().string());
}

PathArguments path_arguments(const Unit& unit) {
  PathArguments paths;
  for (const auto& [from, to] : unit.call().remaps) add(paths.remaps, {"--remap-path-prefix", from + "=" + to});
  if (unit.call().sysroot == SysrootRole::empty) paths.sysroot = unit.directories.empty_sysroot();
  return paths;
}

Command render(const StartupObject& object, const Directories& directories) {
  const auto output = directories.objects() / object.name;
  return {object.compiler,
          {"--target", object.target, "--emit=obj", "-o", output.string(), object.source.string()},
          {{"RUSTC_BOOTSTRAP", "1"}},
          object.directory};
}

}  // namespace buildstd::planner
