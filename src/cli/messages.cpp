// SPDX-License-Identifier: MIT
#include "cli/messages.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"

// Cargo: util/machine_message.rs; the names of members are its own.
namespace buildstd::cli {

namespace {

using nlohmann::json;
using planner::Unit;
using planner::UnitKind;

std::string line(const json& object) { return object.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }

// Cargo: crates/cargo-util-schemas/src/core/package_id_spec.rs. All of std's crates are in folders.
std::string package_id(const Unit& unit) {
  const auto directory = unit.manifest.parent_path();
  const bool is_named_after_folder = directory.filename() == unit.package_name;
  return fmt::format("path+file://{}#{}{}", directory.string(), is_named_after_folder ? "" : unit.package_name + "@",
                     unit.package_version);
}

json target_of(const Unit& unit) {
  const bool is_library = unit.kind == UnitKind::library || unit.kind == UnitKind::documentation;
  return {{"kind", is_library ? json(unit.crate_types) : json::array({"custom-build"})},
          {"crate_types", unit.crate_types},
          {"name", is_library ? unit.crate_name : "build-script-build"},
          {"src_path", unit.source.string()},
          {"edition", unit.edition}};
}

json about(std::string_view reason, const Unit& unit) {
  return {{"reason", reason},
          {"package_id", package_id(unit)},
          {"manifest_path", unit.manifest.string()},
          {"target", target_of(unit)},
          {"platform", unit.platform == planner::Platform::host ? json() : json(unit.target)}};
}

/// `file:line:column: ` of the span that a diagnostic is about.
std::string primary_place(const json& message) {
  const auto spans = message.find("spans");
  if (spans == message.end() || !spans->is_array()) return {};
  for (const auto& span : *spans) {
    if (!span.is_object() || span.value("is_primary", json()) != json(true)) continue;
    const auto number = [&](const char* key) {
      const auto found = span.find(key);
      return found != span.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
    };
    return fmt::format("{}:{}:{}: ", json_text(span, "file_name"), number("line_start"), number("column_start"));
  }
  return {};
}

}  // namespace

std::string build_started_line(std::string_view version) {
  return line({{"reason", "build-started"}, {"schema", message_schema}, {"buildstd", version}});
}

std::string artifact_line(const Unit& unit, bool fresh) {
  auto object = about("compiler-artifact", unit);
  auto files = json::array();
  for (const auto& output : unit.outputs()) files.push_back(output.string());
  object["executable"] = unit.kind == UnitKind::build_script ? files.back() : json();
  object["filenames"] = std::move(files);
  object["features"] = unit.features;
  object["fresh"] = fresh;
  return line(object);
}

std::optional<std::string> compiler_message_line(const Unit& unit, std::string_view message) {
  auto parsed = json::parse(message, nullptr, false);
  if (!parsed.is_object()) return std::nullopt;
  auto object = about("compiler-message", unit);
  object["message"] = std::move(parsed);
  return line(object);
}

std::string script_line(const Unit& run, const invoker::ScriptOutput& output) {
  auto object = about("build-script-executed", run);
  auto environment = json::array();
  for (const auto& [name, value] : output.environment) environment.push_back(json::array({name, value}));
  object["linked_libs"] = output.library_links;
  object["linked_paths"] = output.library_paths;
  object["cfgs"] = output.cfgs;
  object["env"] = std::move(environment);
  object["out_dir"] = run.out_dir().string();
  return line(object);
}

std::string sysroot_line(const ops::Sysroot& sysroot) {
  return line({{"reason", "sysroot"},
               {"target", sysroot.target},
               {"path", sysroot.path.string()},
               {"prebuilt", sysroot.is_prebuilt},
               {"fresh", sysroot.compiled == 0}});
}

std::string build_finished_line(bool success) { return line({{"reason", "build-finished"}, {"success", success}}); }

std::string brief_message(std::string_view message) {
  const auto parsed = json::parse(message, nullptr, false);
  if (!parsed.is_object()) return {};
  const auto code = parsed.find("code");
  const auto name = code != parsed.end() && code->is_object() ? json_text(*code, "code") : std::string();
  const auto level = json_text(parsed, "level");
  if (level == "failure-note") return {};
  return fmt::format("{}{}{}: {}\n", primary_place(parsed), level, name.empty() ? "" : "[" + name + "]",
                     json_text(parsed, "message"));
}

}  // namespace buildstd::cli
