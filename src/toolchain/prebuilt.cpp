// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/prebuilt.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "buildstd/base/text.hpp"

namespace buildstd::toolchain {

namespace {

using Json = nlohmann::json;

std::size_t count(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_unsigned() ? found->get<std::size_t>() : 0;
}

DebugInfo debuginfo(const std::string& word) {
  if (word == "full") return DebugInfo::full;
  if (word == "limited") return DebugInfo::limited;
  return word == "line-tables-only" ? DebugInfo::line_tables_only : DebugInfo::none;
}

PrebuiltCrate parse_crate(const Json& json) {
  PrebuiltCrate crate;
  crate.name = json_text(json, "name");
  crate.rlib = json_text(json, "rlib");
  crate.extra_filename = json_text(json, "extra_filename");
  crate.stable_crate_id = text::whole_number<std::uint64_t>(json_text(json, "stable_crate_id"), 16);
  crate.build_directory = json_text(json, "build_directory");
  crate.has_rmeta = !json_text(json, "rmeta").empty();
  crate.codegen_units = count(json, "codegen_units");
  crate.debuginfo = debuginfo(json_text(json, "debuginfo"));
  crate.mangling = json_text(json, "mangling");
  crate.frame_pointers = json_text(json, "frame_pointers");
  if (const auto bitcode = json.find("bitcode"); bitcode != json.end() && bitcode->is_boolean())
    crate.has_bitcode = bitcode->get<bool>();
  if (const auto units = json.find("compile_units"); units != json.end() && units->is_array()) {
    for (const auto& unit : *units) {
      if (!unit.is_object()) continue;
      crate.compile_units.push_back({json_text(unit, "name"), json_text(unit, "directory")});
    }
  }
  if (const auto objects = json.find("foreign_objects"); objects != json.end() && objects->is_array()) {
    for (const auto& object : *objects) {
      if (object.is_string()) crate.foreign_objects.push_back(object.get<std::string>());
    }
  }
  return crate;
}

}  // namespace

const PrebuiltCrate* Prebuilt::find(std::string_view name) const {
  const auto found = std::ranges::find(crates, name, &PrebuiltCrate::name);
  return found == crates.end() ? nullptr : &*found;
}

Result<Prebuilt> parse_prebuilt(const std::string& json) {
  const auto parsed = Json::parse(json, nullptr, false);
  const auto crates = parsed.is_object() ? parsed.find("crates") : parsed.end();
  if (!parsed.is_object() || crates == parsed.end() || !crates->is_array() || parsed.value("schema", Json()) != 1)
    return fail(Error("what `buildstd-verify inspect` printed is not of schema 1")
                    .help("install buildstd and buildstd-verify of the same version"));
  Prebuilt prebuilt;
  for (const auto& crate : *crates) {
    if (crate.is_object()) prebuilt.crates.push_back(parse_crate(crate));
  }
  return prebuilt;
}

}  // namespace buildstd::toolchain
