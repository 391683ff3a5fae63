// SPDX-License-Identifier: MIT
#include "buildstd/planner/plan_file.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace nlohmann {

// Unset is null.
template <class Value>
struct adl_serializer<std::optional<Value>> {
  static void to_json(json& json, const std::optional<Value>& value) {
    json = value ? nlohmann::json(*value) : nlohmann::json();
  }
  static void from_json(const json& json, std::optional<Value>& value) {
    value = json.is_null() ? std::nullopt : std::optional(json.get<Value>());
  }
};

}  // namespace nlohmann

namespace buildstd::workspace {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProfileSettings, opt_level, debug, codegen_units, debug_assertions, overflow_checks,
                                   panic, rustflags)

}  // namespace buildstd::workspace

namespace buildstd::planner {

// Enumerations as numbers: only the program that has written a file reads it.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PathRemap, from, to)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FlagGroups, lints, bootstrap, user, cargo, shim, documentation)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Preload, libraries, hidden_sources)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RustdocArguments, destination, version, flags)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CompileCall, compiler, directory, source, emit, splits_metadata, settings,
                                   declared_features, target, linker, has_private_dependencies, caps_lints, flags,
                                   remaps, build_name, sysroot, ignored_script_cfgs, environment, preload,
                                   codegen_units, frontend_threads, output_files, rustdoc)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ScriptRun, compiler, directory, environment)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitDependency, unit, extern_name, is_public)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Directories, root, injected)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StartupObject, compiler, target, source, directory, name)

namespace {

using nlohmann::json;

json unit_json(const Unit& unit) {
  json work = std::visit([](const auto& value) { return json(value); }, unit.work);
  return {{"kind", unit.kind},
          {"platform", unit.platform},
          {"target", unit.target},
          {"package", unit.package},
          {"package_name", unit.package_name},
          {"package_version", unit.package_version},
          {"manifest", unit.manifest},
          {"crate_name", unit.crate_name},
          {"edition", unit.edition},
          {"crate_types", unit.crate_types},
          {"features", unit.features},
          {"source", unit.source},
          {"links", unit.links},
          {"is_member", unit.is_member},
          {"dependencies", unit.dependencies},
          {"metadata", unit.metadata},
          {"extra_filename", unit.extra_filename},
          {"work", std::move(work)},
          {"key", unit.key},
          {"directories", unit.directories}};
}

Unit parse_unit(const json& value) {
  Unit unit;
  value.at("kind").get_to(unit.kind);
  value.at("platform").get_to(unit.platform);
  value.at("target").get_to(unit.target);
  value.at("package").get_to(unit.package);
  value.at("package_name").get_to(unit.package_name);
  value.at("package_version").get_to(unit.package_version);
  value.at("manifest").get_to(unit.manifest);
  value.at("crate_name").get_to(unit.crate_name);
  value.at("edition").get_to(unit.edition);
  value.at("crate_types").get_to(unit.crate_types);
  value.at("features").get_to(unit.features);
  value.at("source").get_to(unit.source);
  value.at("links").get_to(unit.links);
  value.at("is_member").get_to(unit.is_member);
  value.at("dependencies").get_to(unit.dependencies);
  value.at("metadata").get_to(unit.metadata);
  value.at("extra_filename").get_to(unit.extra_filename);
  if (unit.kind == UnitKind::run_build_script) {
    unit.work = value.at("work").get<ScriptRun>();
  } else {
    unit.work = value.at("work").get<CompileCall>();
  }
  value.at("key").get_to(unit.key);
  value.at("directories").get_to(unit.directories);
  return unit;
}

// Dependencies come before their dependents, and the program of a script's run is its last one: what is done with units
// relies on it.
bool is_sound(const Plan& plan) {
  for (std::size_t i = 0; i < plan.units.size(); ++i) {
    const auto& unit = plan.units[i];
    for (const auto& dependency : unit.dependencies) {
      if (dependency.unit >= i) return false;
    }
    const bool is_run = unit.kind == UnitKind::run_build_script;
    if (is_run &&
        (unit.dependencies.empty() || plan.units[unit.dependencies.back().unit].kind != UnitKind::build_script))
      return false;
    if (!is_run && unit.outputs().empty()) return false;
  }
  return true;
}

}  // namespace

std::string write_plan_file(const PlanFile& file) {
  json units = json::array();
  for (const auto& unit : file.plan.units) units.push_back(unit_json(unit));
  const auto& plan = file.plan;
  const json value = {{"version", BUILDSTD_VERSION},
                      {"environment", file.environment},
                      {"rustc_wrapper", file.rustc_wrapper},
                      {"target", plan.target},
                      {"key", plan.key},
                      {"source_root", plan.source_root},
                      {"directories", plan.directories},
                      {"startup_objects", plan.startup_objects},
                      {"units", units}};
  return value.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<PlanFile> parse_plan_file(std::string_view text) {
  const auto unreadable = [](std::string reason) {
    return fail(Error("the plan's file cannot be read")
                    .caused_by(std::move(reason))
                    .help("write the build file again with `buildstd plan --format ninja` (or `make`)"));
  };
  try {  // nlohmann_json reports a missing or wrong member by an exception
    const auto value = json::parse(text);
    if (value.at("version") != BUILDSTD_VERSION) return unreadable("another version of buildstd has written it");
    PlanFile file;
    value.at("environment").get_to(file.environment);
    value.at("rustc_wrapper").get_to(file.rustc_wrapper);
    value.at("target").get_to(file.plan.target);
    value.at("key").get_to(file.plan.key);
    value.at("source_root").get_to(file.plan.source_root);
    value.at("directories").get_to(file.plan.directories);
    value.at("startup_objects").get_to(file.plan.startup_objects);
    for (const auto& unit : value.at("units")) file.plan.units.push_back(parse_unit(unit));
    if (!is_sound(file.plan)) return unreadable("its units do not fit together");
    return file;
  } catch (const json::exception& problem) {
    return unreadable(problem.what());
  }
}

}  // namespace buildstd::planner
