// SPDX-License-Identifier: MIT
#include "buildstd/planner/export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "buildstd/base/text.hpp"
#include "buildstd/planner/render.hpp"

namespace buildstd::planner {

namespace {

using nlohmann::json;

std::string dump(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n"; }

json command_json(const Unit& unit, const Plan& plan) {
  const auto [command, script_arguments_at] = render(unit, plan.units);
  json environment = json::object();
  for (const auto& [name, value] : command.environment) environment[name] = value ? json(*value) : json();
  return {{"program", command.program.string()},
          {"arguments", command.arguments},
          {"script_arguments_at", script_arguments_at},
          {"environment", environment},
          {"directory", command.cwd.string()}};
}

json unit_json(const Unit& unit, const Plan& plan) {
  json dependencies = json::array();
  for (const auto& dependency : unit.dependencies) {
    dependencies.push_back(
        {{"unit", dependency.unit}, {"extern_name", dependency.extern_name}, {"public", dependency.is_public}});
  }
  json outputs = json::array();
  for (const auto& output : unit.outputs()) outputs.push_back(output.string());
  return {{"package", unit.package_name},
          {"version", unit.package_version},
          {"kind", name_of(unit.kind)},
          {"platform", unit.platform == Platform::host ? "host" : "target"},
          {"crate_name", unit.crate_name},
          {"edition", unit.edition},
          {"crate_types", unit.crate_types},
          {"features", unit.features},
          {"source", unit.source.string()},
          {"metadata", unit.metadata},
          {"extra_filename", unit.extra_filename},
          {"dependencies", dependencies},
          {"command", command_json(unit, plan)},
          {"outputs", outputs}};
}

json graph_unit(const Plan& plan, const Unit& unit, std::size_t offset) {
  const bool is_script = unit.kind != UnitKind::library;
  json dependencies = json::array();
  for (const auto& dependency : unit.dependencies) {
    dependencies.push_back({{"index", dependency.unit + offset},
                            {"extern_crate_name", dependency.extern_name},
                            {"public", dependency.is_public},
                            {"noprelude", false},
                            {"nounused", false}});
  }
  const bool is_rlib = unit.crate_types == std::vector<std::string>{"rlib"};
  const json target = {{"kind", json::array({is_script ? "custom-build"
                                             : is_rlib ? "rlib"
                                                       : "lib"})},
                       {"crate_types", unit.crate_types},
                       {"name", is_script ? "build-script-build" : unit.crate_name},
                       {"src_path", unit.source.string()},
                       {"edition", unit.edition}};
  const auto source = unit.is_member ? fmt::format("path+std#{}@{}", unit.package_name, unit.package_version)
                                     : fmt::format("registry+crates-io#{}@{}", unit.package_name, unit.package_version);
  return {{"pkg_id", source},
          {"target", target},
          {"platform", unit.platform == Platform::host ? json() : json(plan.target)},
          {"mode", unit.kind == UnitKind::run_build_script ? "run-custom-build" : "build"},
          {"features", unit.features},
          {"is_std", true},
          {"dependencies", dependencies}};
}

std::string label(const Unit& unit) {
  return fmt::format("{} {}{}", unit.package_name, unit.package_version, label_of(unit.kind));
}

}  // namespace

std::string as_table(const std::vector<Plan>& plans) {
  std::string out;
  for (const auto& plan : plans) {
    out += fmt::format("{} for {}: {} units, profile `{}`, key {}\n", name_of(plan.crates), plan.target,
                       plan.units.size(), plan.profile, plan.key);
    for (const auto& unit : plan.units) {
      const auto* const platform = unit.platform == Platform::host ? "host" : "target";
      const auto features = text::join(unit.features, ",");
      out += fmt::format("  {:<48} {:<7} {}\n", label(unit), platform, features.empty() ? "-" : features);
    }
  }
  return out;
}

std::string as_json(const std::vector<Plan>& plans) {
  json all = json::array();
  for (const auto& plan : plans) {
    json units = json::array();
    for (const auto& unit : plan.units) units.push_back(unit_json(unit, plan));
    json choices = json::array();
    for (const auto& choice : plan.choices)
      choices.push_back({{"name", choice.name}, {"value", choice.value}, {"source", choice.source}});
    all.push_back({{"target", plan.target},
                   {"crates", name_of(plan.crates)},
                   {"profile", plan.profile},
                   {"key", plan.key},
                   {"directory", plan.directories.root.string()},
                   {"choices", choices},
                   {"roots", plan.roots},
                   {"units", units}});
  }
  return dump({{"version", 1}, {"plans", all}});
}

std::string as_commands(const std::vector<Plan>& plans) {
  std::string out;
  for (const auto& plan : plans) {
    for (const auto& unit : plan.units) {
      auto [command, script_arguments_at] = render(unit, plan.units);
      if (unit.script_run(plan.units))
        out += fmt::format("# {}: what its build script prints is put before argument {}\n", label(unit),
                           script_arguments_at + 1);
      std::erase_if(command.environment, [](const auto& entry) { return !entry.second; });
      out += command.shell_line() + "\n";
    }
  }
  return out;
}

std::string as_unit_graph(const std::vector<Plan>& plans) {
  json units = json::array();
  json roots = json::array();
  for (const auto& plan : plans) {
    const auto offset = units.size();
    for (const auto& unit : plan.units) units.push_back(graph_unit(plan, unit, offset));
    for (const auto root : plan.roots) roots.push_back(root + offset);
  }
  return dump({{"version", 1}, {"units", units}, {"roots", roots}});
}

std::string as_dot(const std::vector<Plan>& plans) {
  std::string out = "digraph plan {\n  rankdir=RL;\n  node [shape=box];\n";
  for (std::size_t p = 0; p < plans.size(); ++p) {
    const auto& units = plans[p].units;
    for (std::size_t i = 0; i < units.size(); ++i) {
      out += fmt::format("  \"{}.{}\" [label=\"{}\"{}];\n", p, i, label(units[i]),
                         units[i].platform == Platform::host ? ", style=dashed" : "");
      for (const auto& dependency : units[i].dependencies)
        out += fmt::format("  \"{}.{}\" -> \"{}.{}\";\n", p, i, p, dependency.unit);
    }
  }
  return out + "}\n";
}

std::string choices_text(const Plan& plan) {
  std::string out;
  for (const auto& choice : plan.choices)
    out += fmt::format("  {:<8} {}\n           {}\n", choice.name, choice.value, choice.source);
  return out;
}

}  // namespace buildstd::planner
