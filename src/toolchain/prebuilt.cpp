// SPDX-License-Identifier: MIT
#include "buildstd/toolchain/prebuilt.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace buildstd::toolchain {

namespace {

using Json = nlohmann::json;

template <class Value>
Value value_or(const Json& object, const char* key, Value otherwise) {
  const auto found = object.find(key);
  if (found == object.end()) return otherwise;
  if constexpr (std::is_same_v<Value, std::string>) return found->is_string() ? found->get<std::string>() : otherwise;
  if constexpr (std::is_same_v<Value, bool>) return found->is_boolean() ? found->get<bool>() : otherwise;
  if constexpr (std::is_same_v<Value, std::size_t>)
    return found->is_number_unsigned() ? found->get<std::size_t>() : otherwise;
}

DebugInfo debuginfo(const std::string& word) {
  if (word == "full") return DebugInfo::full;
  if (word == "limited") return DebugInfo::limited;
  return word == "line-tables-only" ? DebugInfo::line_tables_only : DebugInfo::none;
}

PrebuiltCrate parse_crate(const Json& json) {
  PrebuiltCrate crate;
  crate.name = value_or(json, "name", std::string());
  crate.rlib = value_or(json, "rlib", std::string());
  crate.extra_filename = value_or(json, "extra_filename", std::string());
  crate.has_rmeta = !value_or(json, "rmeta", std::string()).empty();
  crate.codegen_units = value_or(json, "codegen_units", std::size_t{0});
  crate.debuginfo = debuginfo(value_or(json, "debuginfo", std::string()));
  crate.mangling = value_or(json, "mangling", std::string("unknown"));
  crate.frame_pointers = value_or(json, "frame_pointers", std::string("unknown"));
  if (const auto bitcode = json.find("bitcode"); bitcode != json.end() && bitcode->is_boolean())
    crate.has_bitcode = bitcode->get<bool>();
  if (const auto units = json.find("compile_units"); units != json.end() && units->is_array()) {
    for (const auto& unit : *units) {
      if (!unit.is_object()) continue;
      crate.compile_units.push_back(
          {value_or(unit, "name", std::string()), value_or(unit, "directory", std::string())});
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
