// SPDX-License-Identifier: MIT
#include "buildstd/planner/unit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace buildstd::planner {

std::string_view name_of(UnitKind kind) {
  switch (kind) {
    case UnitKind::library: return "library";
    case UnitKind::build_script: return "build-script";
    case UnitKind::run_build_script: return "run-build-script";
    case UnitKind::documentation: return "documentation";
  }
  return "";
}

std::string_view label_of(UnitKind kind) {
  switch (kind) {
    case UnitKind::library: return "";
    case UnitKind::build_script: return " (build script)";
    case UnitKind::run_build_script: return " (run build script)";
    case UnitKind::documentation: return " (doc)";
  }
  return "";
}

bool Unit::is_dylib() const { return std::ranges::find(crate_types, "dylib") != crate_types.end(); }

bool Unit::sets_variable(std::string_view name) const {
  constexpr std::string_view of_runs[] = {"OUT_DIR", "RUSTC", "RUSTDOC"};
  const std::string variable(name);
  if (kind == UnitKind::run_build_script)
    return std::ranges::find(of_runs, name) != std::end(of_runs) || run().environment.contains(variable);
  return name == "OUT_DIR" || call().environment.contains(variable);
}

std::optional<std::size_t> Unit::script_run(const std::vector<Unit>& units) const {
  for (const auto& dependency : dependencies) {
    const auto& candidate = units[dependency.unit];
    if (candidate.kind == UnitKind::run_build_script && candidate.package == package) return dependency.unit;
  }
  return std::nullopt;
}

std::filesystem::path Unit::directory() const {
  switch (kind) {
    case UnitKind::library: return platform == Platform::target ? directories.dependencies() : directories.host();
    case UnitKind::documentation: return call().rustdoc->destination / crate_name;
    case UnitKind::build_script:
    case UnitKind::run_build_script: break;
  }
  return directories.scripts() / fmt::format("{}-{}", package_name, extra_filename);
}

std::vector<std::filesystem::path> Unit::outputs() const {
  std::vector<std::filesystem::path> files;
  if (kind == UnitKind::run_build_script) return files;
  const auto folder = directory();
  for (const auto& name : call().output_files) files.push_back(folder / name);
  return files;
}

// Named after the crate, without the `lib` of libraries (compiler/rustc_session/src/config.rs, `OutputFilenames`).
std::filesystem::path Unit::dep_info() const {
  if (kind == UnitKind::run_build_script || kind == UnitKind::documentation) return {};
  return directory() / fmt::format("{}-{}.d", crate_name, extra_filename);
}

}  // namespace buildstd::planner
