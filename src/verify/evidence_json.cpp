// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "verify/evidence.hpp"

namespace buildstd::verify {

namespace {

using nlohmann::json;

constexpr int evidence_schema = 1;

template <class T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

// One version as text; of several, none is the crate's own and all are listed.
json versions_json(const CrateVersions& versions) {
  auto out = json::object();
  for (const auto& [name, found] : versions) {
    std::string all;
    for (const auto& version : found) all += (all.empty() ? "" : ", ") + version;
    out[name] = all;
  }
  return out;
}

json units_json(const std::vector<CompileUnit>& units) {
  auto out = json::array();
  for (const auto& unit : units) out.push_back({{"name", unit.name}, {"directory", unit.directory}});
  return out;
}

json crate_json(const CrateEvidence& crate) {
  return {
      {"name", crate.files.name},
      {"rlib", crate.files.rlib},
      {"rmeta", or_null(crate.files.rmeta)},
      {"extra_filename", crate.files.extra_filename},
      {"metadata_in_rlib", spelling(crate.metadata)},
      {"rustc_version", crate.rustc_version},
      {"build_directory", crate.build_directory},
      {"codegen_units", crate.codegen_units},
      {"debuginfo", spelling(crate.debuginfo)},
      {"dwarf_version", crate.dwarf_version == 0 ? json(nullptr) : json(crate.dwarf_version)},
      {"producer", crate.producer},
      {"compile_units", units_json(crate.compile_units)},
      {"bitcode", crate.bitcode},
      {"mangling", spelling(crate.mangling)},
      {"disambiguator", or_null(crate.disambiguator)},
      {"stable_crate_id", crate.stable_crate_id ? json(fmt::format("{:016x}", *crate.stable_crate_id)) : json(nullptr)},
      {"foreign_objects", crate.foreign_objects},
      {"c_compiler", crate.c_compiler},
      {"c_protection", crate.c_protection},
      {"annotate_moves", crate.annotate_moves},
      {"frame_pointers", spelling(crate.frame_pointers)},
      {"overflow_checks", crate.overflow_checks},
      {"stack_protector", crate.stack_protector},
      {"version", or_null(crate.version)},
      {"dependency_versions", versions_json(crate.dependency_versions)},
  };
}

}  // namespace

std::string_view spelling(MetadataInRlib where) {
  switch (where) {
    case MetadataInRlib::none: return "none";
    case MetadataInRlib::stub: return "stub";
    case MetadataInRlib::full: return "full";
  }
  return "none";
}

std::string_view spelling(Mangling mangling) {
  switch (mangling) {
    case Mangling::unknown: return "unknown";
    case Mangling::v0: return "v0";
    case Mangling::legacy: return "legacy";
  }
  return "unknown";
}

std::string_view spelling(FramePointers frames) {
  switch (frames) {
    case FramePointers::unknown: return "unknown";
    case FramePointers::none: return "none";
    case FramePointers::non_leaf: return "non-leaf";
    case FramePointers::always: return "always";
  }
  return "unknown";
}

json to_json(const SysrootEvidence& evidence) {
  auto crates = json::array();
  for (const auto& crate : evidence.crates) crates.push_back(crate_json(crate));
  auto unreadable = json::array();
  for (const auto& file : evidence.unreadable) {
    auto problem = file.error.message();
    for (const auto& cause : file.error.causes()) problem += ": " + cause;
    unreadable.push_back({{"file", file.file}, {"problem", problem}});
  }
  return {{"schema", evidence_schema},
          {"target", evidence.target},
          {"crates", std::move(crates)},
          {"dylibs", evidence.dylibs},
          {"unreadable", std::move(unreadable)}};
}

}  // namespace buildstd::verify
